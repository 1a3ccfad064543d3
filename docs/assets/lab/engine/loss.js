// Losses, steps 3 and 4: the squared errors of a batch, and their gradient by the chain rule.
//
// In float32 each value, the loss and the gradient are rounded, but not the partial sums: in which
// order torch adds, and so how it rounds, depends on the processor.

import { round } from "./arithmetic.js"

export function createLoss(problem) {
  if (!problem.designMatrix) return new SineLoss(problem)
  return problem.size === 3 ? new QuadraticLoss(problem) : new LinearLoss(problem)
}

class SquaredError {
  constructor({ x, y, size, designMatrix, mean, single }) {
    Object.assign(this, { x, y, designMatrix, mean, single })
    this.gradient = new Float64Array(size)
  }

  // Returns the loss of the points order[start], ..., order[end - 1]; leaves its gradient in `gradient`.
  evaluate(params, { order, start, end }) {
    this.gradient.fill(0)
    const sum = this.addPoints(params, order, start, end)
    const weight = this.mean ? 1 / (end - start) : 1
    for (let j = 0; j < this.gradient.length; j++) {
      this.gradient[j] = round(2 * weight * this.gradient[j], this.single)
    }
    return round(weight * round(sum, this.single), this.single) // a mean overflows when its sum does
  }
}

// For any approximation that is linear in its parameters.
class LinearLoss extends SquaredError {
  addPoints(params, order, start, end) {
    const { designMatrix, y, gradient, single } = this
    const size = params.length
    let sum = 0
    for (let k = start; k < end; k++) {
      const row = order[k] * size
      let value = 0
      for (let j = 0; j < size; j++) value += params[j] * designMatrix[row + j]
      const error = round(value, single) - y[order[k]]
      for (let j = 0; j < size; j++) gradient[j] += error * designMatrix[row + j]
      sum += error * error
    }
    return sum
  }
}

// The same for three parameters, as in the notebook: several times as fast without inner loops.
class QuadraticLoss extends SquaredError {
  addPoints(params, order, start, end) {
    const { designMatrix, y, gradient, single } = this
    const [a, b, c] = params
    let [sum, alongA, alongB, alongC] = [0, 0, 0, 0]
    for (let k = start; k < end; k++) {
      const row = order[k] * 3
      const value = a * designMatrix[row] + b * designMatrix[row + 1] + c * designMatrix[row + 2]
      const error = round(value, single) - y[order[k]]
      alongA += error * designMatrix[row]
      alongB += error * designMatrix[row + 1]
      alongC += error * designMatrix[row + 2]
      sum += error * error
    }
    gradient.set([alongA, alongB, alongC])
    return sum
  }
}

// For a sin(wx), whose derivative along w is a x cos(wx).
class SineLoss extends SquaredError {
  addPoints([a, w], order, start, end) {
    const { x, y, gradient, single } = this
    let sum = 0
    for (let k = start; k < end; k++) {
      const i = order[k]
      const phase = round(w * x[i], single)
      const wave = round(Math.sin(phase), single)
      const error = round(a * wave, single) - y[i]
      gradient[0] += error * wave
      gradient[1] += error * a * x[i] * Math.cos(phase)
      sum += error * error
    }
    return sum
  }
}
