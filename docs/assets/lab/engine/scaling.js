// Scaling: descent in standardized columns, of mean 0 and spread 1, and the way back to the
// original parameters.

import { everyNth, maxAbs } from "./arithmetic.js"

const MIN_SPREAD = 1e-9 // of the largest value in a column

export const UNSCALED = {
  fromOriginal: (params) => Float64Array.from(params),
  toOriginal: (params) => Float64Array.from(params),
}

// Scales every column but the last, the constant, whose parameter absorbs the means.
export function standardize(matrix, size, letters) {
  const last = size - 1
  const means = new Float64Array(size)
  const spreads = new Float64Array(size).fill(1)
  for (let j = 0; j < last; j++) {
    const values = everyNth(matrix, size, j)
    means[j] = mean(values)
    spreads[j] = Math.sqrt(mean(values.map((value) => (value - means[j]) ** 2)))
    if (!(spreads[j] > MIN_SPREAD * maxAbs(values))) {
      throw new Error(
        `${letters[j]} and ${letters[last]} both add the same to every point; ` +
          "switch standardizing off, or choose an approximation with fewer parameters.",
      )
    }
  }
  return {
    designMatrix: matrix.map((value, i) => (value - means[i % size]) / spreads[i % size]),
    fromOriginal: (params) => convert(params, (scaled, j) => {
      scaled[last] += scaled[j] * means[j]
      scaled[j] *= spreads[j]
    }),
    toOriginal: (params) => convert(params, (original, j) => {
      original[j] /= spreads[j]
      original[last] -= original[j] * means[j]
    }),
  }
}

function convert(params, convertOne) {
  const result = Float64Array.from(params)
  for (let j = 0; j < params.length - 1; j++) convertOne(result, j)
  return result
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
