// A network with one hidden layer, y = Σ w2 tanh(w1 x + b1) + b2, its loss and the way down.
//
// Parameters are one flat list, as on the page about networks: all w1, all b1, all w2, b2.

export const MOMENTUM = 0.9 // of the page's training

export const unitsOf = (params) => (params.length - 1) / 3

// What each unit adds to the curve, one list for each.
export function pieces(params, xs) {
  const units = unitsOf(params)
  return Array.from({ length: units }, (_, h) =>
    Float64Array.from(xs, (x) => params[2 * units + h] * Math.tanh(params[h] * x + params[units + h])),
  )
}

export function curve(params, xs, parts = pieces(params, xs)) {
  return Float64Array.from(xs, (_, i) => parts.reduce((sum, part) => sum + part[i], params.at(-1)))
}

// The mean of the squared errors, and its slope along each parameter, by the chain rule.
export function lossAndGradient(params, { x, y }) {
  const gradient = new Float64Array(params.length)
  const values = curve(params, x)
  let loss = 0
  for (let i = 0; i < x.length; i++) {
    const error = values[i] - y[i]
    loss += error ** 2 / x.length
    addSlopes(gradient, params, x[i], (2 * error) / x.length)
  }
  return { loss, gradient }
}

// Adds the slopes of one point, where `slope` is that of the loss along the network's value.
function addSlopes(gradient, params, x, slope) {
  const units = unitsOf(params)
  for (let h = 0; h < units; h++) {
    const output = Math.tanh(params[h] * x + params[units + h])
    const inside = slope * params[2 * units + h] * (1 - output ** 2)
    gradient[h] += inside * x
    gradient[units + h] += inside
    gradient[2 * units + h] += slope * output
  }
  gradient[3 * units] += slope
}

// A training from one start, with momentum.
export class Training {
  constructor(start, points) {
    this.points = points
    this.params = Float64Array.from(start)
    this.velocity = new Float64Array(start.length)
    this.losses = []
    this.assess()
  }

  get step() {
    return this.losses.length - 1
  }

  get loss() {
    return this.losses.at(-1)
  }

  // Whether the numbers have left what float64 can hold.
  get hasEnded() {
    return !Number.isFinite(this.loss)
  }

  assess() {
    const { loss, gradient } = lossAndGradient(this.params, this.points)
    this.losses.push(loss)
    this.gradient = gradient
  }

  // Goes on from other parameters, at rest.
  moveTo(params) {
    this.params = params
    this.velocity.fill(0)
    this.losses.pop()
    this.assess()
  }

  advance(steps, rate) {
    for (let taken = 0; taken < steps && !this.hasEnded; taken++) this.#takeStep(rate)
  }

  #takeStep(rate) {
    const { gradient, params, velocity } = this
    for (let j = 0; j < params.length; j++) {
      velocity[j] = MOMENTUM * velocity[j] + gradient[j]
      params[j] -= rate * velocity[j]
    }
    this.assess()
  }
}
