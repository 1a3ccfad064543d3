// Triangle: what all points together say about the loss, however many they are.
//
// columns = Q R with Q orthonormal and R a triangle, so that
// Σ (columns params - y)² = Σ (R params - target)² + rest, in a few operations for any params.
// Reflections keep each column's digits, those of x⁶ and those of 1, and so the small eigenvalues.
// Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 19.

export class Triangle {
  // Every squared error counts `weight` times.
  constructor(columns, y, size, weight) {
    const work = scaledColumns(columns, y, size, Math.sqrt(weight))
    for (let j = 0; j < size; j++) reflect(work, j)
    this.columns = work.slice(0, size).map((column) => column.slice(0, size)) // of R
    this.target = work[size].slice(0, size)
    const left = work[size].subarray(size)
    this.rest = dot(left, left)
  }

  lossAt(params) {
    const size = params.length
    let loss = this.rest
    for (let i = 0; i < size; i++) {
      let error = -this.target[i]
      for (let j = i; j < size; j++) error += this.columns[j][i] * params[j]
      loss += error * error
    }
    return loss
  }

  gradientAt(params) {
    const errors = this.target.map((value, i) =>
      this.columns.reduce((sum, column, j) => sum + column[i] * params[j], -value),
    )
    return Float64Array.from(this.columns, (column) => 2 * dot(column, errors))
  }

  // The least-squares parameters, where no entry of the diagonal is 0.
  lowest() {
    const params = this.target.slice()
    for (let j = params.length - 1; j >= 0; j--) {
      params[j] /= this.columns[j][j]
      for (let i = 0; i < j; i++) params[i] -= this.columns[j][i] * params[j]
    }
    return params
  }
}

export function dot(one, other) {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i]
  return sum
}

// An array for each column and one for y, with at least as many entries as there are columns.
function scaledColumns(columns, y, size, scale) {
  const count = y.length
  const work = Array.from({ length: size + 1 }, () => new Float64Array(Math.max(count, size)))
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < size; j++) work[j][i] = scale * columns[i * size + j]
    work[size][i] = scale * y[i]
  }
  return work
}

// Householder's reflection that leaves column j nothing below its entry j, done to all later ones.
function reflect(work, j) {
  const mirror = work[j].slice(j)
  const length = Math.sqrt(dot(mirror, mirror))
  if (length === 0) return
  const kept = mirror[0] > 0 ? -length : length
  mirror[0] -= kept
  for (const column of work.slice(j + 1)) {
    const part = column.subarray(j)
    const share = dot(mirror, part) / (length * Math.abs(mirror[0]))
    for (let i = 0; i < part.length; i++) part[i] -= share * mirror[i]
  }
  work[j].fill(0, j)
  work[j][j] = kept
}
