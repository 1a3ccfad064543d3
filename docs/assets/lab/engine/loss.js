// Loss, steps 3 and 4: the squared errors of a batch, and their gradient by the chain rule.
//
// In float32 each value, the loss and the gradient are rounded. Sums are not on the way: in which
// order torch adds up, and so rounds, depends on the processor.

import { rounded } from "./arithmetic.js"

// What both share: points, the choice of sum or mean, and where the gradient goes.
class SquaredError {
  constructor({ x, y, size, columns, mean, single }) {
    Object.assign(this, { x, y, columns, mean, single })
    this.gradient = new Float64Array(size)
  }

  // The loss of the points order[from], ..., order[to - 1]; their gradient is in `gradient`.
  assess(params, { order, from, to }) {
    this.gradient.fill(0)
    const sum = this.add(params, order, from, to)
    const weight = this.mean ? 1 / (to - from) : 1
    for (let j = 0; j < this.gradient.length; j++) {
      this.gradient[j] = rounded(2 * weight * this.gradient[j], this.single)
    }
    return rounded(weight * rounded(sum, this.single), this.single) // a mean overflows with its sum
  }
}

// Of an approximation that is a sum of columns, each times its parameter.
class LinearLoss extends SquaredError {
  add(params, order, from, to) {
    const { columns, y, gradient, single } = this
    const size = params.length
    let sum = 0
    for (let k = from; k < to; k++) {
      const row = order[k] * size
      let value = 0
      for (let j = 0; j < size; j++) value += params[j] * columns[row + j]
      const error = rounded(value, single) - y[order[k]]
      for (let j = 0; j < size; j++) gradient[j] += error * columns[row + j]
      sum += error * error
    }
    return sum
  }
}

// The same for three columns, the notebook's problem: without inner loops several times as fast.
class QuadraticLoss extends SquaredError {
  add(params, order, from, to) {
    const { columns, y, gradient, single } = this
    const [a, b, c] = params
    let [sum, alongA, alongB, alongC] = [0, 0, 0, 0]
    for (let k = from; k < to; k++) {
      const row = order[k] * 3
      const value = a * columns[row] + b * columns[row + 1] + c * columns[row + 2]
      const error = rounded(value, single) - y[order[k]]
      alongA += error * columns[row]
      alongB += error * columns[row + 1]
      alongC += error * columns[row + 2]
      sum += error * error
    }
    gradient.set([alongA, alongB, alongC])
    return sum
  }
}

// Of a sin(wx), whose slope along w is a x cos(wx).
class SineLoss extends SquaredError {
  add([a, w], order, from, to) {
    const { x, y, gradient, single } = this
    let sum = 0
    for (let k = from; k < to; k++) {
      const i = order[k]
      const phase = rounded(w * x[i], single)
      const wave = rounded(Math.sin(phase), single)
      const error = rounded(a * wave, single) - y[i]
      gradient[0] += error * wave
      gradient[1] += error * a * x[i] * Math.cos(phase)
      sum += error * error
    }
    return sum
  }
}

export function lossOf(problem) {
  if (!problem.columns) return new SineLoss(problem)
  return problem.size === 3 ? new QuadraticLoss(problem) : new LinearLoss(problem)
}
