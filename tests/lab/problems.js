// Problems of the lab, for tests that compare them with the package.

import { Problem } from "../../docs/assets/lab/engine/problem.js"

export function valuesOf(setup, x) {
  return new Problem(setup).values(setup.guesses, x)
}

// With the steps needed at each rate, to within the tolerances or, where they are null, its own.
export function curvatureOf(setup, rates = [], tolerances = null) {
  const problem = new Problem(setup)
  const curvature = problem.curvature()
  const { problem: _, ...numbers } = curvature
  const usual = curvature.tolerances()
  return {
    ...numbers,
    leastLoss: problem.fullLoss(problem.bestParams()),
    tolerances: usual,
    stepsNeeded: rates.map((rate) => curvature.stepsNeeded(rate, tolerances ?? usual)),
  }
}
