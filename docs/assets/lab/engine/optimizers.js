// Optimizers, step 5: adjust the parameters against the gradient, in place.
//
// In float32 every operation is rounded, as torch does it; so are the constants.

import { rounded } from "./arithmetic.js"

export const BETA = 0.9 // of momentum

class Plain {
  constructor(size, single) {
    this.single = single
  }

  adjust(params, gradient, rate) {
    const { single } = this
    const factor = rounded(rate, single)
    for (let j = 0; j < params.length; j++) {
      params[j] = rounded(params[j] - rounded(factor * gradient[j], single), single)
    }
  }
}

// A heavy ball: the step is a decaying sum of past gradients.
class Momentum {
  constructor(size, single) {
    this.single = single
    this.beta = rounded(BETA, single)
    this.velocity = new Float64Array(size)
  }

  adjust(params, gradient, rate) {
    const { velocity, beta, single } = this
    const factor = rounded(rate, single)
    for (let j = 0; j < params.length; j++) {
      velocity[j] = rounded(rounded(beta * velocity[j], single) + gradient[j], single)
      params[j] = rounded(params[j] - rounded(factor * velocity[j], single), single)
    }
  }
}

const BETA1 = 0.9
const BETA2 = 0.999

// Means of the gradient and of its square, both corrected for starting at zero.
class Adam {
  constructor(size, single) {
    this.single = single
    this.eps = rounded(1e-8, single)
    this.mean = new Float64Array(size)
    this.square = new Float64Array(size)
    this.adjustments = 0
  }

  adjust(params, gradient, rate) {
    const { mean, square, eps, single } = this
    this.adjustments += 1
    const factor = rounded(rate, single)
    const ofMean = rounded(1 - BETA1 ** this.adjustments, single)
    const ofSquare = rounded(1 - BETA2 ** this.adjustments, single)
    for (let j = 0; j < params.length; j++) {
      mean[j] = blend(mean[j], gradient[j], BETA1, single)
      square[j] = blend(square[j], rounded(gradient[j] * gradient[j], single), BETA2, single)
      const way = rounded(factor * rounded(mean[j] / ofMean, single), single)
      const size = rounded(Math.sqrt(rounded(square[j] / ofSquare, single)), single)
      params[j] = rounded(params[j] - rounded(way / rounded(size + eps, single), single), single)
    }
  }
}

function blend(old, recent, beta, single) {
  const kept = rounded(rounded(beta, single) * old, single)
  return rounded(kept + rounded(rounded(1 - beta, single) * recent, single), single)
}

export const OPTIMIZERS = { plain: Plain, momentum: Momentum, adam: Adam }
