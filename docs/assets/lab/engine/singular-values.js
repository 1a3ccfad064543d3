// Jacobi: singular values of a few columns, the small ones as exact as the large.
//
// Two columns after the other are turned until all are at right angles. Columns of very different
// lengths, like x⁶ and 1, lose no digits in it, as they would in the products of columns.
// Source: Demmel, Veselić, Jacobi's method is more accurate than QR (1992).

import { dot } from "./least-squares.js"

const MOST_ROUNDS = 40

// Ascending, with the right singular vectors; 0 where rounding alone has made one. Which that is,
// columns of unit length tell, since those of very different lengths are no reason to give one up.
export function singularValues(columns, count) {
  const found = jacobi(columns)
  const rounding = Number.EPSILON * Math.max(count, columns.length)
  const ofUnits = jacobi(columns.map(ofUnitLength)).values
  if (ofUnits[0] > rounding * ofUnits.at(-1)) return found
  const least = rounding * found.values.at(-1)
  return { ...found, values: found.values.map((value) => (value > least ? value : 0)) }
}

function jacobi(columns) {
  const size = columns.length
  const pairs = columns.map((column, j) => ({
    column: column.slice(),
    vector: Float64Array.from(columns, (_, k) => Number(j === k)),
  }))
  pairs.sort((one, other) => length(other.column) - length(one.column))
  for (let round = 0, largest = 1; round < MOST_ROUNDS && largest > 1e-14; round++) {
    largest = 0
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) largest = Math.max(largest, straighten(pairs[i], pairs[j]))
    }
  }
  pairs.sort((one, other) => length(one.column) - length(other.column))
  return {
    values: Float64Array.from(pairs, ({ column }) => length(column)),
    vectors: pairs.map(({ vector }) => vector),
  }
}

// Turns two columns to right angles; returns the cosine between them before.
function straighten(one, other) {
  const [first, second, shared] = [
    dot(one.column, one.column),
    dot(other.column, other.column),
    dot(one.column, other.column),
  ]
  const cosine = Math.abs(shared) / Math.sqrt(first) / Math.sqrt(second)
  if (!(cosine > 1e-15)) return 0
  const zeta = (second - first) / (2 * shared)
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
  turn(one.column, other.column, tangent)
  turn(one.vector, other.vector, tangent)
  return cosine
}

function turn(one, other, tangent) {
  const cosine = 1 / Math.hypot(1, tangent)
  const sine = cosine * tangent
  for (let i = 0; i < one.length; i++) {
    const kept = one[i]
    one[i] = cosine * kept - sine * other[i]
    other[i] = sine * kept + cosine * other[i]
  }
}

function length(column) {
  return Math.sqrt(dot(column, column))
}

function ofUnitLength(column) {
  const size = length(column)
  return size > 0 ? column.map((value) => value / size) : column
}
