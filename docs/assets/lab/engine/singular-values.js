// Singular values of a few columns, the small ones as exact as the large, by one-sided Jacobi
// rotations.
//
// Columns of very different lengths, like x⁶ and 1, lose no digits, as they would in products of
// columns.
// Source: Demmel, Veselić, Jacobi's method is more accurate than QR (1992).

import { dot, norm, unitVector } from "./arithmetic.js"

const MAX_ROUNDS = 40

// Ascending, with the right singular vectors. Normalized columns decide which values are only
// rounding, and so 0: a short column alone is no reason.
export function singularValues(columns, count) {
  const result = jacobi(columns)
  const rounding = Number.EPSILON * Math.max(count, columns.length)
  const normalized = jacobi(columns.map(normalize)).values
  if (normalized[0] > rounding * normalized.at(-1)) return result
  const min = rounding * result.values.at(-1)
  return { ...result, values: result.values.map((value) => (value > min ? value : 0)) }
}

function jacobi(columns) {
  const size = columns.length
  const pairs = columns.map((column, j) => ({ column: column.slice(), vector: unitVector(size, j) }))
  pairs.sort((a, b) => norm(b.column) - norm(a.column))
  for (let round = 0, largest = 1; round < MAX_ROUNDS && largest > 1e-14; round++) {
    largest = 0
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) largest = Math.max(largest, orthogonalize(pairs[i], pairs[j]))
    }
  }
  pairs.sort((a, b) => norm(a.column) - norm(b.column))
  return {
    values: Float64Array.from(pairs, ({ column }) => norm(column)),
    vectors: pairs.map(({ vector }) => vector),
  }
}

// Rotates two columns until they are orthogonal; returns the cosine of their angle before.
function orthogonalize(a, b) {
  const [aa, bb, ab] = [dot(a.column, a.column), dot(b.column, b.column), dot(a.column, b.column)]
  const cosine = Math.abs(ab) / Math.sqrt(aa) / Math.sqrt(bb)
  if (!(cosine > 1e-15)) return 0
  const tangent = rotationTangent(aa, ab, bb)
  rotate(a.column, b.column, tangent)
  rotate(a.vector, b.vector, tangent)
  return cosine
}

// The tangent of the smaller angle whose rotation makes the symmetric matrix [[aa, ab], [ab, bb]]
// diagonal.
export function rotationTangent(aa, ab, bb) {
  const zeta = (bb - aa) / (2 * ab)
  return (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
}

function rotate(a, b, tangent) {
  const cosine = 1 / Math.hypot(1, tangent)
  const sine = cosine * tangent
  for (let i = 0; i < a.length; i++) {
    const before = a[i]
    a[i] = cosine * before - sine * b[i]
    b[i] = sine * before + cosine * b[i]
  }
}

function normalize(column) {
  const length = norm(column)
  return length > 0 ? column.map((value) => value / length) : column
}
