// How many steps plain gradient descent needs, without taking them.
//
// Along a direction of curvature λ every step multiplies the error by 1 - rate * λ, so k steps
// multiply it by the k-th power. These functions take the products rate * λ, one for each direction.

export const MAX_COUNTED_STEPS = 2 ** 53 // beyond this, float64 cannot count single steps
const GRID_SIZE = 400

// The first step from which on the error, Σ amplitude * (1 - product)^steps, stays within the
// tolerance; Infinity for never.
export function stepsNeeded(amplitudes, products, tolerance) {
  const terms = Array.from(products, (product, d) => ({
    amplitude: amplitudes[d],
    log: logOfFactor(product),
    sign: product > 1 ? -1 : 1,
  })).filter(({ amplitude }) => amplitude !== 0)
  if (terms.some(({ amplitude }) => Number.isNaN(amplitude))) return NaN
  const end = upperBound(terms, tolerance)
  if (end === Infinity) return Infinity
  // Negative factors make the error alternate in sign, so even and odd steps are searched separately.
  const odd = terms.map((term) => ({ ...term, amplitude: term.sign * term.amplitude }))
  return 1 + Math.max(lastOutside(terms, tolerance, end, 0), lastOutside(odd, tolerance, end, 1))
}

// Log |1 - product|, exact also where the factor is close to 1 or -1.
function logOfFactor(product) {
  return product < 1 ? Math.log1p(-product) : Math.log1p(product - 2)
}

// A step from which on the error is within the tolerance even if no directions cancel.
function upperBound(terms, tolerance) {
  if (terms.some(({ log }) => log > 0)) return Infinity
  const worst = terms.map((term) => ({ ...term, amplitude: Math.abs(term.amplitude) }))
  for (let end = 1; end <= MAX_COUNTED_STEPS; end *= 2) {
    if (errorAt(worst, end) <= tolerance) return end
  }
  return Infinity
}

// The last even step (parity 0) or odd step (parity 1) with an error beyond the tolerance, -1 for
// none. The search goes down a grid that is finer for early steps, and between two of its steps
// looks wherever the error has an extremum.
function lastOutside(terms, tolerance, end, parity) {
  const isOutside = (step) => Math.abs(errorAt(terms, step)) > tolerance
  const derivative = derivativeOf(terms)
  const grid = evenGrid(end)
  let inside = grid.pop() + parity
  for (const low of grid.reverse().map((step) => step + parity)) {
    for (const step of [...stepsAtExtremum(derivative, low, inside), low]) {
      if (isOutside(step)) return bisect(isOutside, step, inside) - 2
      inside = step
    }
  }
  return -1
}

// Even steps, ascending.
function evenGrid(end) {
  const steps = [0, end, end + 2]
  for (let k = 0; k < GRID_SIZE; k++) steps.push(end ** (k / (GRID_SIZE - 1)))
  return [...new Set(steps.map((step) => 2 * Math.floor(step / 2)))].sort((a, b) => a - b)
}

function errorAt(terms, step) {
  let sum = 0
  for (const { amplitude, log } of terms) sum += step === 0 ? amplitude : amplitude * Math.exp(step * log)
  return sum
}

// The terms of the error's derivative. A factor of 0 has none: that error is gone after one step.
function derivativeOf(terms) {
  return terms
    .map(({ amplitude, log }) => ({ amplitude: amplitude * log, log }))
    .filter(({ amplitude }) => Number.isFinite(amplitude))
}

// The two steps beside an extremum between low and high, the later one first; none without one.
function stepsAtExtremum(derivative, low, high) {
  const sign = Math.sign(errorAt(derivative, low))
  if (sign * Math.sign(errorAt(derivative, high)) >= 0) return []
  const after = bisect((step) => Math.sign(errorAt(derivative, step)) === sign, low, high)
  return [after, after - 2].filter((step) => step > low && step < high)
}

// Between `low`, where the condition holds, and `high`, where it does not: the first step of their
// parity at which it no longer holds.
function bisect(condition, low, high) {
  while (high - low > 2) {
    const middle = low + 2 * Math.floor((high - low) / 4)
    if (condition(middle)) low = middle
    else high = middle
  }
  return high
}
