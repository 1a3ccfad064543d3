// Scaling: other parameters, in which every column has mean 0 and spread 1, and the way back.

const NEARLY_CONSTANT = 1e-9

// Descent adjusts the reader's own parameters.
export const UNSCALED = {
  inside: (params) => Float64Array.from(params),
  outside: (params) => Float64Array.from(params),
}

// The constant, the last parameter, absorbs the means.
export function standardize(columns, size, letters) {
  const count = columns.length / size
  const last = size - 1
  const means = new Float64Array(size)
  const spreads = new Float64Array(size).fill(1)
  for (let j = 0; j < last; j++) {
    means[j] = meanOf(count, (i) => columns[i * size + j])
    spreads[j] = Math.sqrt(meanOf(count, (i) => (columns[i * size + j] - means[j]) ** 2))
    const largest = Math.max(...Array.from({ length: count }, (_, i) => Math.abs(columns[i * size + j])))
    if (!(spreads[j] > NEARLY_CONSTANT * largest)) {
      throw new Error(
        `${letters[j]} and ${letters[last]} both add the same to every point; ` +
          "switch standardizing off, or choose an approximation with fewer parameters.",
      )
    }
  }
  return {
    columns: columns.map((value, place) => (value - means[place % size]) / spreads[place % size]),
    inside: (params) => carried(params, (q, p, j) => {
      q[j] = p[j] * spreads[j]
      q[last] += p[j] * means[j]
    }),
    outside: (params) => carried(params, (p, q, j) => {
      p[j] = q[j] / spreads[j]
      p[last] -= p[j] * means[j]
    }),
  }
}

function carried(params, carry) {
  const result = Float64Array.from(params)
  for (let j = 0; j < params.length - 1; j++) carry(result, params, j)
  return result
}

function meanOf(count, value) {
  let sum = 0
  for (let i = 0; i < count; i++) sum += value(i)
  return sum / count
}
