// What descent on all points will do, plain or with momentum, without taking its steps.

import { momentumShare } from "./momentum-share.js"

export class Prediction {
  // From these scaled parameters, at this step, with one rate from then on; with momentum from rest.
  constructor(curvature, scaledParams, step, rate, momentum = 0) {
    Object.assign(this, { curvature, step, rate, momentum })
    this.errors = curvature.errorsAt(scaledParams)
  }

  // The error along each direction; NaN for steps before the first.
  errorsAfter(step) {
    const { curvature, errors } = this
    if (step < this.step) return errors.map(() => NaN)
    return curvature.eigenvalues.map((value, d) => errors[d] * this.#shareLeft(value, step - this.step))
  }

  #shareLeft(value, steps) {
    const product = this.rate * value
    return this.momentum > 0 ? momentumShare(product, this.momentum, steps) : (1 - product) ** steps
  }

  // floor + Σ λ error² / 2
  lossAfter(step) {
    return this.curvature.floor + this.curvature.quadraticForm(this.errorsAfter(step)) / 2
  }
}
