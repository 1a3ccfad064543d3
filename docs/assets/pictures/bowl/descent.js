// The first steps of a descent in a bowl: as they are predicted, and as they are run.

import { momentumFactor } from "../../lab/engine/momentum-share.js"
import { Prediction } from "../../lab/engine/prediction.js"
import { Problem } from "../../lab/engine/problem.js"
import { Run } from "../../lab/engine/run.js"
import { NOTEBOOK } from "../../lab/setup.js"
import { directionName, mainParameters } from "../../lab/views/direction-names.js"

export class Descent {
  // `product` is the rate times the curvature of the steepest direction.
  constructor({ points, approximation, guesses, product, momentum }, steps) {
    const setup = { ...NOTEBOOK, data: "own", points, approximation, guesses, dtype: "float64" }
    this.problem = new Problem({ ...setup, optimizer: "momentum", momentum })
    this.curvature = this.problem.curvature()
    this.rate = product / this.curvature.eigenvalues.at(-1)
    this.momentum = momentum
    this.run = new Run(this.problem)
    this.run.rate = this.rate
    this.run.advance(steps)
    this.params = this.run.history.params // a row a step
    this.errors = this.params.map((params) => this.curvature.errorsAt(params))
    const prediction = new Prediction(this.curvature, guesses, 0, this.rate, momentum)
    this.predictedErrors = this.params.map((_, step) => prediction.errorsAfter(step))
  }

  // Beyond it a run diverges.
  get largestStableRate() {
    return this.curvature.largestStableRate * (1 + this.momentum)
  }

  // From the steepest to the flattest: its name, the rate times its curvature, and the share of an error
  // along it that a step leaves in the long run.
  get directions() {
    const { curvature, momentum, problem, rate } = this
    const names = mainParameters(curvature.directions)
    const all = names.map(({ index, share }, d) => {
      const product = rate * curvature.eigenvalues[d]
      const letter = problem.letters[index]
      const name = directionName(letter, share)
      const factor = momentumFactor(product, momentum)
      return { index: d, direction: curvature.directions[d], factor, letter, name, product }
    })
    return all.reverse()
  }
}
