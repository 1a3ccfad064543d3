// The curvature of a loss: how steep it is along each direction, where its minimum lies, and what
// that means for plain descent on all points.

import { dot, maxAbs, unitVector } from "./arithmetic.js"
import { sineDerivatives } from "./sine-derivatives.js"
import { sineMinimum } from "./sine-minimum.js"
import { rotationTangent, singularValues } from "./singular-values.js"
import { stepsNeeded } from "./steps-needed.js"

// A parameter is right from the first step from which on it stays within this part of its best value,
// or of its way from the start to that value, whichever is more.
const RIGHT = 0.01

// Eigenvalues, ascending, and directions of a squared error that is linear in its parameters: they
// are the same wherever descent starts.
export function linearShape({ leastSquares, count }) {
  const { values, vectors } = singularValues(leastSquares.columns, count)
  return { eigenvalues: values.map((value) => 2 * value * value), directions: vectors.map(withSign) }
}

// `start` is where descent starts, as scaled parameters; so are `directions` and `minimum`.
export class Curvature {
  constructor(problem, start) {
    this.problem = problem
    this.start = start
    const calculate = problem.leastSquares ? exactCurvature : localCurvature
    // eigenvalues, directions, minimum, floor (the loss there), isExact (not only near the start)
    Object.assign(this, calculate(problem, start))
    this.bestParams = problem.toOriginal(this.minimum)
    const [flattest, steepest] = [this.eigenvalues[0], this.eigenvalues.at(-1)]
    this.largestStableRate = steepest > 0 ? 2 / steepest : Infinity
    this.conditionNumber = flattest > 0 ? steepest / flattest : Infinity
  }

  // The distance from the minimum along each direction; 0 along flat ones, where nothing moves.
  errorsAt(scaledParams) {
    const difference = this.minimum.map((value, j) => scaledParams[j] - value)
    return this.eigenvalues.map((value, d) => (value === 0 ? 0 : dot(this.directions[d], difference)))
  }

  // Steps of plain descent until each original parameter stays within its tolerance of the minimum.
  stepsNeeded(rate, tolerances) {
    const products = this.eigenvalues.map((value) => rate * value)
    const errors = this.errorsAt(this.start)
    const directions = this.directions.map((direction) => this.problem.toOriginal(direction))
    return Array.from(tolerances, (tolerance, j) =>
      stepsNeeded(errors.map((error, d) => directions[d][j] * error), products, tolerance),
    )
  }

  // How far off each original parameter may be and still be right. One that starts at 0 and should
  // end there has neither value nor way: it may be off by what raises the loss by 1e-12 of its excess
  // at the start.
  tolerances() {
    const start = this.problem.toOriginal(this.start)
    const excess = this.quadraticForm(this.errorsAt(this.start))
    return this.bestParams.map((best, j) => {
      const unit = this.problem.fromOriginal(unitVector(start.length, j))
      const curvature = this.quadraticForm(this.directions.map((direction) => dot(direction, unit)))
      const negligible = curvature > 0 ? 1e-4 * Math.sqrt(excess / curvature) : 0
      return RIGHT * Math.max(Math.abs(start[j] - best), Math.abs(best), negligible, 1e-300)
    })
  }

  // Σ λ component², with one component along each direction.
  quadraticForm(components) {
    return this.eigenvalues.reduce((sum, value, d) => sum + value * components[d] ** 2, 0)
  }
}

function exactCurvature({ shape, leastSquares }, start) {
  const { eigenvalues, directions } = shape
  const minimum =
    eigenvalues[0] > 0
      ? leastSquares.solve()
      : newtonStep(start, leastSquares.gradientAt(start), eigenvalues, directions)
  return { eigenvalues, directions, minimum, floor: leastSquares.lossAt(minimum), isExact: true }
}

// Down along every direction that is curved; in a flat valley, to the nearest minimum.
function newtonStep(start, gradient, eigenvalues, directions) {
  const params = start.slice()
  directions.forEach((direction, d) => {
    if (eigenvalues[d] === 0) return
    const step = dot(direction, gradient) / eigenvalues[d]
    direction.forEach((component, j) => (params[j] -= step * component))
  })
  return params
}

// The parabola with the gradient and Hessian of the loss at the start. It has no minimum where the
// loss curves downward. The floor is that of the deepest valley.
function localCurvature(problem, start) {
  const { gradient, hessian } = sineDerivatives(start, problem)
  const { eigenvalues, directions } = eigenOfSymmetric(hessian)
  const hasMinimum = eigenvalues[0] > 0
  const minimum = hasMinimum ? newtonStep(start, gradient, eigenvalues, directions) : start.map(() => NaN)
  const floor = problem.weight * sineMinimum(problem).sum
  return { eigenvalues, directions, minimum, floor, isExact: false }
}

// Eigenvalues, ascending, and eigenvectors of a symmetric 2 x 2 matrix.
function eigenOfSymmetric([[aa, ab], [, bb]]) {
  const tangent = ab === 0 ? 0 : rotationTangent(aa, ab, bb)
  const [cosine, sine] = [1, tangent].map((side) => side / Math.hypot(1, tangent))
  const pairs = [
    [aa - tangent * ab, [cosine, -sine]],
    [bb + tangent * ab, [sine, cosine]],
  ].sort(([a], [b]) => a - b)
  return {
    eigenvalues: Float64Array.from(pairs, ([value]) => value),
    directions: pairs.map(([, direction]) => withSign(Float64Array.from(direction))),
  }
}

// With its largest component, the first of equal ones, positive: eigenvectors have no sign of their own.
function withSign(direction) {
  const size = maxAbs(direction)
  const largest = direction.find((component) => Math.abs(component) > (1 - 1e-9) * size)
  return largest < 0 ? direction.map((component) => -component) : direction
}
