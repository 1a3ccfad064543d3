// Prediction: where plain gradient descent is after any number of steps, without taking them.
//
// Along a direction of curvature λ every step multiplies the error by 1 - rate * λ, so that k steps
// multiply it by the k-th power. These functions take products rate * λ, one for each direction.

export const MOST_COUNTED = 2 ** 53 // beyond this, float64 no longer counts single steps
const GRID = 400

// Log |1 - product|, exact also where the factor is close to 1 or -1.
function logOfFactor(product) {
  return product < 1 ? Math.log1p(-product) : Math.log1p(product - 2)
}

// The first step from which on the error, Σ amplitude * (1 - product)^steps, stays within the
// tolerance; Infinity for never.
export function stepsNeeded(amplitudes, products, tolerance) {
  const terms = Array.from(products, (product, d) => ({
    amplitude: amplitudes[d],
    log: logOfFactor(product),
    sign: product > 1 ? -1 : 1,
  })).filter(({ amplitude }) => amplitude !== 0)
  if (terms.some(({ amplitude }) => Number.isNaN(amplitude))) return NaN
  const end = boundedFrom(terms, tolerance)
  if (end === Infinity) return Infinity
  // Factors below 0 make the error alternate from side to side: even and odd steps are searched apart.
  const odd = terms.map((term) => ({ ...term, amplitude: term.sign * term.amplitude }))
  return 1 + Math.max(lastOutside(terms, tolerance, end, 0), lastOutside(odd, tolerance, end, 1))
}

// A step from which on the error is within the tolerance even if no direction works against another.
function boundedFrom(terms, tolerance) {
  if (terms.some(({ log }) => log > 0)) return Infinity
  const worst = terms.map((term) => ({ ...term, amplitude: Math.abs(term.amplitude) }))
  for (let end = 1; end <= MOST_COUNTED; end *= 2) {
    if (errorAt(worst, end) <= tolerance) return end
  }
  return Infinity
}

// The last of the even or of the odd steps with an error beyond the tolerance, -1 for none. The
// search goes down a grid that gets coarser with the steps and looks between two of its steps
// wherever the error turns.
function lastOutside(terms, tolerance, end, parity) {
  const outside = (step) => Math.abs(errorAt(terms, step)) > tolerance
  const slopes = slopesOf(terms)
  const grid = gridTo(end)
  let inside = grid.pop() + parity
  for (const low of grid.reverse().map((step) => step + parity)) {
    for (const step of [...turnBetween(slopes, low, inside), low]) {
      if (outside(step)) return boundary(outside, step, inside) - 2
      inside = step
    }
  }
  return -1
}

// Even steps, ascending.
function gridTo(end) {
  const steps = [0, end, end + 2]
  for (let k = 0; k < GRID; k++) steps.push(end ** (k / (GRID - 1)))
  return [...new Set(steps.map((step) => 2 * Math.floor(step / 2)))].sort((a, b) => a - b)
}

function errorAt(terms, step) {
  let sum = 0
  for (const { amplitude, log } of terms) sum += step === 0 ? amplitude : amplitude * Math.exp(step * log)
  return sum
}

// A direction whose factor is 0 has no slope: it is gone after the first step.
function slopesOf(terms) {
  return terms
    .map(({ amplitude, log }) => ({ amplitude: amplitude * log, log }))
    .filter(({ amplitude }) => Number.isFinite(amplitude))
}

// The two steps beside the turn of the error, the later one first; none where it does not turn.
function turnBetween(slopes, low, high) {
  const side = Math.sign(errorAt(slopes, low))
  if (side * Math.sign(errorAt(slopes, high)) >= 0) return []
  const changed = (step) => Math.sign(errorAt(slopes, step)) !== side
  const after = boundary((step) => !changed(step), low, high)
  return [after, after - 2].filter((step) => step > low && step < high)
}

// Halves the way from a step outside to one inside until they are neighbors; returns the one inside.
function boundary(outside, low, high) {
  while (high - low > 2) {
    const middle = low + 2 * Math.floor((high - low) / 4)
    if (outside(middle)) low = middle
    else high = middle
  }
  return high
}
