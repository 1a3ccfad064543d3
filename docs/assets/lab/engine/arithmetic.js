// Arithmetic in float64 or rounded to float32, and small operations on vectors.

export const DTYPES = ["float32", "float64"]

// Takes a flag rather than one function for each dtype: V8 inlines no call that has two targets.
export function round(value, single) {
  return single ? Math.fround(value) : value
}

export function roundAll(values, single) {
  return Float64Array.from(values, (value) => round(value, single))
}

export function dot(a, b) {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

export function norm(vector) {
  return Math.sqrt(dot(vector, vector))
}

export function maxAbs(values) {
  return Math.max(...values.map(Math.abs))
}

// 1 at the index, 0 elsewhere.
export function unitVector(size, index) {
  return Float64Array.from({ length: size }, (_, i) => Number(i === index))
}

// Also a column of a matrix that has n of them and is given row by row.
export function everyNth(values, n, first = 0) {
  const chosen = new Float64Array(Math.ceil((values.length - first) / n))
  for (let i = 0; i < chosen.length; i++) chosen[i] = values[first + i * n]
  return chosen
}
