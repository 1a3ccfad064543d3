// What plain descent on all points will do, without taking its steps.

export class Prediction {
  // From these scaled parameters, at this step, with one rate from then on.
  constructor(curvature, scaledParams, step, rate) {
    Object.assign(this, { curvature, step, rate })
    this.errors = curvature.errorsAt(scaledParams)
  }

  // The error along each direction; NaN for steps before the first.
  errorsAfter(step) {
    const { curvature, errors, rate } = this
    if (step < this.step) return errors.map(() => NaN)
    return curvature.eigenvalues.map((value, d) => errors[d] * (1 - rate * value) ** (step - this.step))
  }

  // floor + Σ λ error² / 2
  lossAfter(step) {
    return this.curvature.floor + this.curvature.quadraticForm(this.errorsAfter(step)) / 2
  }
}
