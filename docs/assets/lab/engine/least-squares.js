// Least squares by QR decomposition: all points in a few rows, however many they are.
//
// designMatrix = Q R with Q orthonormal and R triangular, so that
// Σ (designMatrix params - y)² = Σ (R params - target)² + rest, in a few operations for any params.
// Householder's reflections keep each column's digits, those of x⁶ and those of 1, and so the small
// eigenvalues.
// Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 19.

import { dot, norm } from "./arithmetic.js"

export class LeastSquares {
  // Every squared error counts `weight` times.
  constructor(designMatrix, y, size, weight) {
    const work = scaledColumns(designMatrix, y, size, Math.sqrt(weight))
    for (let j = 0; j < size; j++) reflect(work, j)
    this.columns = work.slice(0, size).map((column) => column.slice(0, size)) // of R
    this.target = work[size].slice(0, size)
    const remainder = work[size].subarray(size)
    this.rest = dot(remainder, remainder)
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

  // The parameters of the least loss, by back substitution; R must have no 0 on its diagonal.
  solve() {
    const params = this.target.slice()
    for (let j = params.length - 1; j >= 0; j--) {
      params[j] /= this.columns[j][j]
      for (let i = 0; i < j; i++) params[i] -= this.columns[j][i] * params[j]
    }
    return params
  }
}

// An array for each column and one for y, each at least as long as there are columns.
function scaledColumns(designMatrix, y, size, scale) {
  const count = y.length
  const work = Array.from({ length: size + 1 }, () => new Float64Array(Math.max(count, size)))
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < size; j++) work[j][i] = scale * designMatrix[i * size + j]
    work[size][i] = scale * y[i]
  }
  return work
}

// Applies the reflection that makes column j 0 below its entry j to that column and all later ones.
function reflect(work, j) {
  const normal = work[j].slice(j)
  const length = norm(normal)
  if (length === 0) return
  const diagonal = normal[0] > 0 ? -length : length
  normal[0] -= diagonal
  for (const column of work.slice(j + 1)) {
    const part = column.subarray(j)
    const share = dot(normal, part) / (length * Math.abs(normal[0]))
    for (let i = 0; i < part.length; i++) part[i] -= share * normal[i]
  }
  work[j].fill(0, j)
  work[j][j] = diagonal
}
