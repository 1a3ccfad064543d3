// An experiment: one set-up, its run, and what is predicted of it. It knows nothing of the page.

import { maxAbs } from "./engine/arithmetic.js"
import { MOMENTUM } from "./engine/optimizers.js"
import { Prediction } from "./engine/prediction.js"
import { Problem } from "./engine/problem.js"
import { Run } from "./engine/run.js"
import { unknownNamesMessage } from "./messages.js"
import { MAX_STEPS, NOTEBOOK, withChange } from "./setup.js"
import { parseQuery } from "./url-query.js"

const MIN_STEPS_AT_REST = 100 // before them no run counts as at rest
const TURN = 10 // milliseconds of calculation, after which the page hears its reader
const GROWTH_PER_FRAME = 0.03 // while it plays, a frame adds this share of the steps so far
const FRAME = 1000 / 60 // milliseconds
// What is less than this is rounding: relative to the loss of a curve that is 0 everywhere, and to
// the largest best parameter.
const LOSS_ROUNDING = 1e-13
const PARAMETER_ROUNDING = 1e-10

export class Experiment {
  // `query` is that of a URL; `onChange` is called after each change.
  constructor(query, onChange) {
    this.onChange = onChange
    this.load(query)
  }

  load(query) {
    try {
      const { setup, laterRates, steps, unknown } = parseQuery(query)
      this.start(setup)
      this.laterRates = laterRates
      this.targetStep = steps
      this.notice = unknownNamesMessage(unknown)
    } catch ({ message }) {
      this.start(NOTEBOOK)
      this.error = `The lab cannot do what the address of this page asks for. ${message} Here is the notebook's set-up instead.`
    }
  }

  // A new run of this set-up; throws where it is wrong.
  start(setup) {
    this.problem = new Problem(setup)
    this.setup = setup
    this.curvature = this.problem.curvature()
    this.bestParams = withoutRounding(this.problem.bestParams()) // in original units
    this.tolerances = finiteTolerances(this.curvature, this.bestParams)
    this.zeroLoss = this.problem.weight * this.problem.y.reduce((sum, y) => sum + y * y, 0)
    this.lossRounding = LOSS_ROUNDING * this.zeroLoss
    this.run = new Run(this.problem)
    this.targetStep = 0
    this.laterRates = [] // pairs of a step and the rate from then on, still to come
    this.isPlaying = false
    this.predict()
    this.error = ""
    this.notice = ""
  }

  predict() {
    this.prediction = new Prediction(this.curvature, this.run.scaledParams, this.run.step, this.rate)
  }

  // --- changes by the reader

  // Starts a new run, also without a change.
  change(change = {}) {
    this.attempt(() => {
      const { approximation, guesses } = this.setup
      const previous = { ...this.previousGuesses, [approximation]: guesses }
      this.start(withChange({ ...this.setup, rate: this.rate }, change, previous))
      this.previousGuesses = previous
    })
  }

  // A run continues at the new rate, unless it has ended.
  changeRate(rate) {
    if (this.run.step === 0 || this.run.ended) return this.change({ rate })
    this.attempt(() => {
      this.setRate(rate)
      this.laterRates = []
    })
  }

  setRate(rate) {
    this.run.rate = rate
    this.predict()
  }

  // Shows the error if the action throws.
  attempt(action) {
    this.notice = ""
    try {
      action()
      this.error = ""
    } catch ({ message }) {
      this.error = message
    }
    this.onChange()
  }

  showError(message) {
    this.error = message
    this.onChange()
  }

  // --- learning rates

  get rate() {
    return this.run.rate
  }

  // Larger with momentum; Adam has none. With batches it is a guide: the sum of a few points is
  // flatter than that of all.
  get largestStableRate() {
    const { batch, loss, optimizer } = this.setup
    if (optimizer === "adam") return Infinity
    const flatter = batch && loss === "sum" ? this.problem.count / batch : 1
    return this.curvature.largestStableRate * flatter * (optimizer === "momentum" ? 1 + MOMENTUM : 1)
  }

  // Rounded down to three digits; undefined where every rate is stable.
  get halfStableRate() {
    const half = this.largestStableRate / 2
    if (!Number.isFinite(half)) return undefined
    const unit = 10 ** (Math.floor(Math.log10(half)) - 2)
    return Number((Math.floor(half / unit) * unit).toPrecision(3))
  }

  // A rate for a run that has diverged. With batches no stable rate is known, so half of what it had.
  get saferRate() {
    return this.setup.batch ? this.rate / 2 : this.halfStableRate
  }

  // Somewhere around the best parameters, up to twice as far away as the present guesses.
  randomGuesses() {
    return [...this.bestParams].map((best, j) => {
      const distance = Math.max(Math.abs(this.setup.guesses[j] - best), Math.abs(best), 1)
      return Number((best + (2 * Math.random() - 1) * 2 * distance).toPrecision(3))
    })
  }

  // --- running

  takeSteps(count) {
    this.runUntil(Math.max(this.targetStep, this.run.step) + count)
  }

  play() {
    this.runUntil(this.run.step, !this.run.ended)
  }

  pause() {
    this.runUntil(this.run.step)
  }

  runUntil(step, isPlaying = false) {
    this.isPlaying = isPlaying
    this.targetStep = Math.min(step, MAX_STEPS)
    this.error = ""
    if (this.isRunning) this.notice = ""
    this.onChange()
  }

  get isRunning() {
    return this.isBehind || (this.isPlaying && !this.run.ended)
  }

  // Whether steps are left to take before the next frame.
  get isBehind() {
    return !this.run.ended && this.run.step < this.targetStep
  }

  // Takes the steps of one frame, so many milliseconds after the last one, or begins to.
  advance(elapsed = FRAME) {
    const { run } = this
    const growth = (1 + GROWTH_PER_FRAME) ** Math.min(elapsed / FRAME, 4) - 1
    if (this.isPlaying) this.targetStep = Math.min(run.step + Math.ceil(run.step * growth + 0.5), MAX_STEPS)
    this.descend()
    if (run.ended || run.step >= MAX_STEPS || this.isDone) this.isPlaying = false
  }

  // Takes steps for one turn.
  descend() {
    const { run } = this
    const deadline = performance.now() + TURN
    while (this.isBehind && performance.now() < deadline) {
      run.advance(Math.min(this.targetStep, this.laterRates[0]?.[0] ?? Infinity) - run.step, deadline)
      if (this.laterRates[0]?.[0] === run.step) this.setRate(this.laterRates.shift()[1])
    }
  }

  // Whether nothing more will happen: every parameter is right for good, as predicted and as run,
  // or all are at rest. Rounding can keep a run behind its prediction.
  get isDone() {
    if (!this.isPredictable || this.prediction.step > 0) return this.isAtRest
    if (this.run.step < Math.max(...this.stepsNeededFromStart())) return false
    return this.isSettled || this.isAtRest
  }

  get isSettled() {
    return this.tolerances.every((_, j) => this.isWithin(j) || this.isStuck(j))
  }

  // Whether in the second half of the run each parameter was within all the time, or did not change.
  // With batches a run never rests.
  get isAtRest() {
    const { run, setup } = this
    if (setup.batch || run.step < MIN_STEPS_AT_REST) return false
    const { steps, params } = run.history
    const secondHalf = params.filter((_, row) => steps[row] >= run.step / 2)
    return this.tolerances.every(
      (_, j) =>
        secondHalf.every((each) => this.isWithin(j, each)) ||
        secondHalf.every((each) => each[j] === run.params[j]),
    )
  }

  // Whether a parameter is within its tolerance, which it may leave again.
  isWithin(j, params = this.run.params) {
    return Math.abs(params[j] - this.bestParams[j]) <= this.tolerances[j]
  }

  // Whether it is there to stay, where that is predictable.
  isRight(j) {
    return this.isWithin(j) && !(this.stepsNeeded()[j] > 0)
  }

  // Whether the step of a parameter is less than half the spacing of float32 there.
  isStuck(j) {
    const { curvature, problem, rate, run, setup } = this
    if (!this.isPredictable || setup.dtype !== "float32" || setup.standardize) return false
    const errors = curvature.errorsAt(problem.fromOriginal(run.params))
    const slope = errors.reduce(
      (sum, error, d) => sum + curvature.directions[d][j] * curvature.eigenvalues[d] * error,
      0,
    )
    const value = run.params[j]
    return Math.fround(value - rate * slope) === Math.fround(value)
  }

  // --- predicting

  // Plain descent on all points, of a loss whose curvature is the same everywhere.
  get isPredictable() {
    const { optimizer, batch } = this.setup
    return optimizer === "plain" && batch === null && this.curvature.isExact
  }

  // Steps that each parameter still needs at the present rate, infinite for never; undefined where
  // they are not predictable or the run has ended.
  stepsNeeded() {
    if (!this.isPredictable || this.run.ended) return this.problem.letters.map(() => undefined)
    return this.problem.curvature(this.run.params).stepsNeeded(this.rate, this.tolerances)
  }

  // Cached: a search in every frame would be slow.
  stepsNeededFromStart() {
    if (!this.isPredictable) return []
    const { cache, curvature, rate } = this
    if (cache?.curvature === curvature && cache.rate === rate) return cache.steps
    this.cache = { curvature, rate, steps: curvature.stepsNeeded(rate, this.tolerances) }
    return this.cache.steps
  }

  // The error along each direction; of each parameter where the directions change on the way.
  errorsAt(params) {
    if (this.curvature.isExact) return this.curvature.errorsAt(this.problem.fromOriginal(params))
    return params.map((value, j) => value - this.bestParams[j])
  }

  // Calculates what several views need, once for each frame: the history, its errors, and the last
  // step that they show.
  prepareFrame() {
    this.history = this.run.history
    this.errors = this.history.params.map((params) => this.errorsAt(params).map(Math.abs))
    const last = 1 + Math.max(99, this.run.step, ...this.stepsNeededFromStart().filter(Number.isFinite))
    this.horizon = 10 ** Math.ceil(Math.log10(Math.min(last, MAX_STEPS)))
  }
}

// How far off each parameter may be and still be right.
function finiteTolerances(curvature, bestParams) {
  const min = PARAMETER_ROUNDING * maxAbs(bestParams)
  return curvature.tolerances().map((tolerance) => Math.max(Number.isFinite(tolerance) ? tolerance : 0, min))
}

function withoutRounding(params) {
  const min = PARAMETER_ROUNDING * maxAbs(params)
  return params.map((value) => (Math.abs(value) < min ? 0 : value))
}
