// Dtype: float64 is JavaScript's own; float32 is what Math.fround leaves of it.

export const DTYPES = ["float32", "float64"]

// A flag, not a function of the dtype: a call of either of two functions would not be inlined.
export function rounded(value, single) {
  return single ? Math.fround(value) : value
}

export function roundAll(values, single) {
  return Float64Array.from(values, (value) => rounded(value, single))
}
