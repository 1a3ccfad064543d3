// What the reader has chosen of a network, and its training.

import { Training, unitsOf } from "./hidden-layer.js"

const MAX_STEPS = 20_000
const SPEED = { first: 60, growth: 0.6, most: 600 } // steps a second, more for each step so far
const MOST_AT_ONCE = 50 // steps, however long a frame took
const IN_A_ROW = 10 // steps, before the time is looked at
const FLAT = 1e-3 // a unit with a smaller w1 is no step that could be moved

// It opens with what the page's run ends with. Another width, start or rate shows what the same number of
// steps make of it; the first Play begins at the start.
export class NetworkState {
  constructor(numbers) {
    Object.assign(this, { numbers, seed: 0, units: numbers.units, rate: numbers.rate, unit: null })
    this.restart()
    this.advance(numbers.steps)
    this.showsEnd = true
  }

  restart() {
    this.goal = 0 // steps to take, of which the training may have taken fewer so far
    this.isPlaying = this.showsEnd = false
    this.#begin()
  }

  #begin() {
    const { numbers, seed, units } = this
    this.training = new Training(numbers.starts[seed][units - 1], numbers)
    if (this.unit >= units) this.unit = null
  }

  // Changes what a training depends on; it begins anew, and catches up.
  change(part) {
    Object.assign(this, part)
    this.goal = Math.min(this.goal, this.numbers.steps)
    this.#begin()
  }

  // While it plays, the training goes on at another rate.
  changeRate(rate) {
    if (this.isPlaying) this.rate = rate
    else this.change({ rate })
  }

  nextSeed() {
    this.change({ seed: (this.seed + 1) % this.numbers.starts.length })
  }

  togglePlay() {
    if (this.showsEnd) this.restart()
    this.isPlaying = !this.isPlaying
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
    this.goal = Math.min(this.goal + steps, MAX_STEPS)
    this.showsEnd = false
  }

  get isBehind() {
    return this.training.step < this.goal && !this.training.hasEnded
  }

  // Takes the steps that are missing, or as many as there is time for.
  catchUp(milliseconds = Infinity) {
    const end = performance.now() + milliseconds
    while (this.isBehind && performance.now() < end) {
      this.training.advance(Math.min(this.goal - this.training.step, IN_A_ROW), this.rate)
    }
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
    this.goal = training.step
    this.showsEnd = false
  }
}
