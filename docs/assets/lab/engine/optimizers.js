// Optimizers, step 5: adjust the parameters against the gradient, in place.
//
// In float32 every operation is rounded, as torch does it, and so are the constants.

import { round } from "./arithmetic.js"

export const MOMENTUM = 0.9

class PlainDescent {
  constructor(size, single) {
    this.single = single
  }

  adjust(params, gradient, learningRate) {
    const { single } = this
    const rate = round(learningRate, single)
    for (let j = 0; j < params.length; j++) {
      params[j] = round(params[j] - round(rate * gradient[j], single), single)
    }
  }
}

// The step is a decaying sum of past gradients.
class Momentum {
  constructor(size, single, momentum = MOMENTUM) {
    this.single = single
    this.momentum = round(momentum, single)
    this.velocity = new Float64Array(size)
  }

  adjust(params, gradient, learningRate) {
    const { velocity, momentum, single } = this
    const rate = round(learningRate, single)
    for (let j = 0; j < params.length; j++) {
      velocity[j] = round(round(momentum * velocity[j], single) + gradient[j], single)
      params[j] = round(params[j] - round(rate * velocity[j], single), single)
    }
  }
}

const BETA1 = 0.9
const BETA2 = 0.999

// Moving averages of the gradient and of its square, corrected for starting at zero.
class Adam {
  constructor(size, single) {
    this.single = single
    this.epsilon = round(1e-8, single)
    this.mean = new Float64Array(size)
    this.square = new Float64Array(size)
    this.steps = 0
  }

  adjust(params, gradient, learningRate) {
    const { mean, square, epsilon, single } = this
    this.steps += 1
    const rate = round(learningRate, single)
    const meanCorrection = round(1 - BETA1 ** this.steps, single)
    const squareCorrection = round(1 - BETA2 ** this.steps, single)
    for (let j = 0; j < params.length; j++) {
      mean[j] = average(mean[j], gradient[j], BETA1, single)
      square[j] = average(square[j], round(gradient[j] * gradient[j], single), BETA2, single)
      const numerator = round(rate * round(mean[j] / meanCorrection, single), single)
      const root = round(Math.sqrt(round(square[j] / squareCorrection, single)), single)
      params[j] = round(params[j] - round(numerator / round(root + epsilon, single), single), single)
    }
  }
}

function average(before, value, beta, single) {
  const decayed = round(round(beta, single) * before, single)
  return round(decayed + round(round(1 - beta, single) * value, single), single)
}

export const OPTIMIZERS = { plain: PlainDescent, momentum: Momentum, adam: Adam }
