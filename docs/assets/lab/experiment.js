// The experiment: one set-up, its run, and what is predicted of it. It knows nothing of the page.

import { stateOf } from "./address.js"
import { problemOf } from "./engine/problem.js"
import { Run } from "./engine/run.js"
import { MOST_STEPS } from "./limits.js"
import { changed, NOTEBOOK } from "./setup.js"
import { largestStableRate } from "./words.js"

const SLICE = 10 // milliseconds of calculation a frame
const GROWTH = 0.03 // while it plays, a frame adds this share of the steps so far
const ROUNDING = 1e-13 // of the loss of a curve that is 0 everywhere

export class Experiment {
  // `query` is that of an address; `paint` is called after each change.
  constructor(query, paint) {
    this.paint = paint
    try {
      const { setup, rates, steps } = stateOf(query)
      this.set(setup)
      this.later = rates.slice(1)
      this.goal = steps
    } catch (error) {
      this.set(NOTEBOOK)
      this.message = `The address of this page asks for what the lab cannot do. ${error.message} Here is the notebook's set-up instead.`
    }
  }

  // Takes a set-up and stands at its start; throws where it is none.
  set(setup) {
    this.problem = problemOf(setup)
    this.setup = setup
    this.best = this.problem.bowl()
    this.lowest = this.problem.best() // in the reader's units
    this.tolerances = this.best.tolerances()
    this.emptyLoss = this.problem.weight * this.problem.y.reduce((sum, y) => sum + y * y, 0)
    this.rounding = ROUNDING * this.emptyLoss // losses below this tell nothing
    this.run = new Run(this.problem)
    this.goal = 0 // steps that were asked for
    this.later = [] // changes of the rate that an address told, still to come
    this.playing = false
    this.anchor = { step: 0, errors: this.best.errors(this.run.inner) }
    this.message = ""
  }

  // A change by the reader: a new run, except of the rate, which a run takes along.
  change(change) {
    try {
      const rateAlone = Object.keys(change).join() === "rate"
      if (rateAlone && this.run.step > 0) this.setRate(change.rate)
      else this.set(changed({ ...this.setup, rate: this.rate }, change))
    } catch (error) {
      this.message = error.message
    }
    this.paint()
  }

  setRate(rate) {
    problemOf({ ...this.setup, rate }) // refuses what is no rate
    this.anchor = { step: this.run.step, errors: this.best.errors(this.run.inner) }
    this.run.rate = rate
    this.message = ""
  }

  // Tells the reader what went wrong.
  say(message) {
    this.message = message
    this.paint()
  }

  get rate() {
    return this.run.rate
  }

  // Half of the largest stable rate, rounded down to three digits; nothing where there is none.
  get stableHalf() {
    const half = largestStableRate(this) / 2
    if (!Number.isFinite(half)) return undefined
    const unit = 10 ** (Math.floor(Math.log10(half)) - 2)
    return Number((Math.floor(half / unit) * unit).toPrecision(3))
  }

  // A start somewhere around the best parameters, as far as the present one or farther.
  randomGuesses() {
    const { lowest, setup } = this
    return [...lowest].map((value, place) => {
      const reach = Math.max(Math.abs(setup.guesses[place] - value), Math.abs(value), 1)
      return Number((value + (2 * Math.random() - 1) * 2 * reach).toPrecision(3))
    })
  }

  // --- running

  go(steps) {
    this.playing = false
    this.goal = Math.min(Math.max(this.goal, this.run.step) + steps, MOST_STEPS)
    this.paint()
  }

  play(playing) {
    this.playing = playing && !this.run.ended
    this.goal = this.run.step
    this.paint()
  }

  startAgain() {
    this.set({ ...this.setup, rate: this.rate })
    this.paint()
  }

  get busy() {
    return this.playing || (this.run.step < this.goal && !this.run.ended)
  }

  // Takes the steps of one frame.
  advance() {
    const { run } = this
    if (this.playing) this.goal = Math.min(run.step + Math.ceil(run.step * GROWTH + 0.5), MOST_STEPS)
    const until = performance.now() + SLICE
    while (run.step < this.goal && !run.ended && performance.now() < until) {
      if (this.later[0]?.[0] === run.step) this.setRate(this.later.shift()[1])
      const stop = Math.min(this.goal, this.later[0]?.[0] ?? Infinity)
      run.advance(stop - run.step, until)
    }
    if (run.ended || run.step >= MOST_STEPS) this.playing = false
  }

  // --- predicting

  // Whether theory tells this run's way: plain descent on all points, in a bowl.
  get predictable() {
    const { optimizer, batch } = this.setup
    return optimizer === "plain" && batch === null && this.best.exact
  }

  // The errors along the directions after so many steps, from the last change of the rate on.
  errorsAfter(step) {
    const { anchor, best, rate } = this
    const errors = [...best.eigenvalues].map(
      (curvature, i) => anchor.errors[i] * (1 - rate * curvature) ** (step - anchor.step),
    )
    return step < anchor.step ? errors.fill(NaN) : errors
  }

  lossAfter(step) {
    const { best } = this
    const rise = (sum, error, i) => sum + (best.eigenvalues[i] * error ** 2) / 2
    return best.floor + this.errorsAfter(step).reduce(rise, 0)
  }

  // Steps that each parameter still needs at the rate of the moment, infinite for never.
  stepsNeeded() {
    if (!this.predictable) return this.problem.letters.map(() => undefined)
    return [...this.problem.bowl(this.run.params).stepsNeeded(this.rate, this.tolerances)]
  }

  // The error along each direction; of each parameter, where there is no bowl.
  errorsOf(params) {
    if (this.best.exact) return this.best.errors(this.problem.inside(params))
    return params.map((value, place) => value - this.lowest[place])
  }

  // What all views need, calculated once a frame.
  predict() {
    this.errors = this.run.record.params.map((params) => this.errorsOf(params).map(Math.abs))
    const last = Math.max(100, this.run.step, ...this.fromTheStart().filter(Number.isFinite))
    this.horizon = 10 ** Math.ceil(Math.log10(Math.min(last, MOST_STEPS)))
  }

  // Steps that the parameters need from the start: the pictures are as wide.
  fromTheStart() {
    if (!this.predictable) return []
    if (this.neededAt !== this.rate || this.neededFor !== this.best) {
      this.neededAt = this.rate
      this.neededFor = this.best
      this.needed = [...this.best.stepsNeeded(this.rate, this.tolerances)]
    }
    return this.needed
  }
}
