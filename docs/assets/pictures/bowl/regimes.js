// What a rate and a momentum do to the error along each direction, in words.

import { formatLimit, formatNumber, formatSteps } from "../../lab/format.js"

const HUNDREDTH = Math.log(100)
const NEGLIGIBLE = 1e-9

// Of one direction: what a step does to its error.
export function regime({ factor, product }, momentum) {
  if (factor > 1 + NEGLIGIBLE) return `grows, times ${formatNumber(factor)} a step`
  if (factor > 1 - NEGLIGIBLE) return product > 1 ? "jumps for ever" : "stays"
  if (factor < NEGLIGIBLE) return "is gone after one step"
  return `${motion(product, momentum)}; ${pace(factor, momentum)}`
}

// Momentum keeps its share of the error in the long run alone.
function pace(factor, momentum) {
  if (momentum > 0) return `in the long run a step leaves ${formatNumber(factor)} of it`
  return `1% is left after ${formatSteps(Math.ceil(HUNDREDTH / -Math.log(factor)))}`
}

// Complex roots swing, a negative one jumps, a positive one shrinks on one side.
function motion(product, momentum) {
  if ((1 + momentum - product) ** 2 < 4 * momentum) return "swings"
  return product > 1 + momentum ? "jumps from side to side" : "shrinks on one side"
}

// Of all: whether the run comes to rest, and why.
export function verdict({ directions, largestStableRate: limit, rate }) {
  const [{ factor, name }] = directions
  const share = formatNumber(rate / limit)
  const compared = `the rate, ${formatNumber(rate)}, is ${share} times the largest stable one, ${formatLimit(limit)}`
  if (factor > 1 + NEGLIGIBLE) return `It diverges: ${compared}. Along “${name}” each step ends farther off.`
  if (factor > 1 - NEGLIGIBLE) return `On the edge: ${compared}. It neither settles nor flies off.`
  return `Stable: ${compared}.`
}
