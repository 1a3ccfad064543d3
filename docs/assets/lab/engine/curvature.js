// Bowl: how steep the loss is along each direction, where its lowest point lies, and what plain
// full-batch descent will do in it.

import { singularValues } from "./singular-values.js"
import { stepsNeeded } from "./steps-needed.js"
import { deepest, derivativesAt } from "./sine-minimum.js"
import { dot } from "./least-squares.js"

// Directions and eigenvalues are of what descent adjusts; `params`, in the reader's units, is where
// the predictions start.
export function bowlOf(problem, params) {
  const start = problem.inside(params)
  return new Bowl(problem, start, problem.triangle ? exactBowl(problem, start) : touchingBowl(problem, start))
}

class Bowl {
  constructor(problem, start, shape) {
    this.problem = problem
    this.start = start
    Object.assign(this, shape) // eigenvalues, directions, lowest, floor, exact
    this.lowestOutside = problem.outside(this.lowest)
    const [flattest, steepest] = [this.eigenvalues[0], this.eigenvalues.at(-1)]
    this.largestStableRate = steepest > 0 ? 2 / steepest : Infinity
    this.conditionNumber = flattest > 0 ? steepest / flattest : Infinity
  }

  // How far from the lowest point along each direction; along a flat one nothing moves.
  errors(inner) {
    const way = this.lowest.map((value, j) => inner[j] - value)
    return this.eigenvalues.map((value, d) => (value === 0 ? 0 : dot(this.directions[d], way)))
  }

  // Steps of plain descent until each of the reader's parameters stays within its tolerance of the
  // lowest point. `tolerances` has one for each.
  stepsNeeded(rate, tolerances = this.tolerances()) {
    const products = this.eigenvalues.map((value) => rate * value)
    const errors = this.errors(this.start)
    const ways = this.directions.map((direction) => this.problem.outside(direction))
    return Array.from(tolerances, (tolerance, j) =>
      stepsNeeded(errors.map((error, d) => ways[d][j] * error), products, tolerance),
    )
  }

  // 1 % of each parameter's best value or of its way there, whichever is more. A parameter that
  // starts at 0 and should end there has neither: it may be off by what the loss would feel no more
  // than a ten-thousandth of the way of all parameters together.
  tolerances() {
    const start = this.problem.outside(this.start)
    const excess = this.#curvature((d) => this.errors(this.start)[d])
    return this.lowestOutside.map((best, j) => {
      const unit = this.problem.inside(start.map((_, k) => Number(k === j)))
      const curvature = this.#curvature((d) => dot(this.directions[d], unit))
      const felt = curvature > 0 ? 1e-4 * Math.sqrt(excess / curvature) : 0
      return 0.01 * Math.max(Math.abs(start[j] - best), Math.abs(best), felt, 1e-300)
    })
  }

  // Σ λ part², with one part along each direction.
  #curvature(part) {
    return this.eigenvalues.reduce((sum, value, d) => sum + value * part(d) ** 2, 0)
  }
}

// The loss of an approximation that is linear in its parameters is one bowl, wherever the start.
export function shapeOf({ triangle, count }) {
  const { values, vectors } = singularValues(triangle.columns, count)
  return { eigenvalues: values.map((value) => 2 * value * value), directions: vectors.map(signed) }
}

function exactBowl({ shape, triangle }, start) {
  const { eigenvalues, directions } = shape
  const lowest =
    eigenvalues[0] > 0
      ? triangle.lowest()
      : lowestFrom(start, triangle.gradientAt(start), eigenvalues, directions)
  return { eigenvalues, directions, lowest, floor: triangle.lossAt(lowest), exact: true }
}

// Down along every direction that is curved; of a flat valley, to the point that is nearest.
function lowestFrom(start, gradient, eigenvalues, directions) {
  const lowest = start.slice()
  directions.forEach((direction, d) => {
    if (eigenvalues[d] === 0) return
    const step = dot(direction, gradient) / eigenvalues[d]
    direction.forEach((part, j) => (lowest[j] -= step * part))
  })
  return lowest
}

// The bowl that has the loss's slope and curvature here; it has no lowest point where the loss
// curves downward. The floor is that of the deepest valley.
function touchingBowl(problem, start) {
  const { gradient, hessian } = derivativesAt(start, problem)
  const { eigenvalues, directions } = symmetric(hessian)
  const lowest =
    eigenvalues[0] > 0 ? lowestFrom(start, gradient, eigenvalues, directions) : start.map(() => NaN)
  return { eigenvalues, directions, lowest, floor: problem.weight * deepest(problem).sum, exact: false }
}

// Eigenvalues of a symmetric matrix of two rows, ascending, by the one turn that makes it diagonal.
function symmetric([[first, shared], [, second]]) {
  const zeta = shared === 0 ? Infinity : (second - first) / (2 * shared)
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
  const [cosine, sine] = [1, tangent].map((part) => part / Math.hypot(1, tangent))
  const pairs = [
    [first - tangent * shared, [cosine, -sine]],
    [second + tangent * shared, [sine, cosine]],
  ].sort(([one], [other]) => one - other)
  return {
    eigenvalues: Float64Array.from(pairs, ([value]) => value),
    directions: pairs.map(([, direction]) => signed(Float64Array.from(direction))),
  }
}

// With its largest part positive, the first of equal ones: a direction has no sign of its own.
function signed(direction) {
  const size = Math.max(...direction.map(Math.abs))
  const largest = direction.find((part) => Math.abs(part) > (1 - 1e-9) * size)
  return largest < 0 ? direction.map((part) => -part) : direction
}
