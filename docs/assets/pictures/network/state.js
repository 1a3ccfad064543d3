// What the reader has chosen of a network, and its training.

import { Training, unitsOf } from "./hidden-layer.js"

const MAX_STEPS = 20_000
const SPEED = { first: 60, growth: 0.6, most: 600 } // steps a second, more for each step so far
const MOST_AT_ONCE = 50 // steps, however long a frame took
const FLAT = 1e-3 // a unit with a smaller w1 is no step that could be moved

export class NetworkState {
  constructor(numbers) {
    Object.assign(this, { numbers, seed: 0, units: numbers.units, rate: numbers.rate, unit: null })
    this.restart()
  }

  restart() {
    const { numbers, seed, units } = this
    this.training = new Training(numbers.starts[seed][units - 1], numbers)
    this.isPlaying = false
    if (this.unit >= units) this.unit = null
  }

  changeUnits(units) {
    this.units = units
    this.restart()
  }

  nextSeed() {
    this.seed = (this.seed + 1) % this.numbers.starts.length
    this.restart()
  }

  get hasEnded() {
    return this.training.hasEnded || this.training.step >= MAX_STEPS
  }

  // How many steps to show after so many milliseconds: slowly at first, and no fewer on a slow machine.
  stepsIn(elapsed) {
    const { first, growth, most } = SPEED
    const speed = Math.min(first + growth * this.training.step, most)
    return Math.min(Math.max(Math.round((speed * elapsed) / 1000), 1), MOST_AT_ONCE)
  }

  advance(steps) {
    this.training.advance(steps, this.rate)
    if (this.hasEnded) this.isPlaying = false
  }

  // Where the held unit's step lies, and how high it is; null where no unit is held.
  get place() {
    const { unit, training } = this
    if (unit === null) return null
    const { params } = training
    const units = unitsOf(params)
    const [w1, b1, w2] = [params[unit], params[units + unit], params[2 * units + unit]]
    return Math.abs(w1) < FLAT ? null : { x: -b1 / w1, height: w2 * Math.sign(w1) }
  }

  // Moves the step of the held unit by its b1 and w2.
  moveStep(x, height) {
    const { unit, training } = this
    const params = Float64Array.from(training.params)
    const units = unitsOf(params)
    params[units + unit] = -params[unit] * x
    params[2 * units + unit] = height * Math.sign(params[unit])
    training.moveTo(params)
  }
}
