// The experiment: one set-up, its run, and what is predicted of it. It knows nothing of the page.

import { stateOf } from "./url-query.js"
import { BETA } from "./engine/optimizers.js"
import { problemOf } from "./engine/problem.js"
import { Run } from "./engine/run.js"
import { MOST_STEPS } from "./limits.js"
import { changed, NOTEBOOK } from "./setup.js"
import { leftOut } from "./messages.js"

const SHORTEST = 100 // steps before a run can be said to rest
const SLICE = 10 // milliseconds of calculation a frame
const GROWTH = 0.03 // while it plays, a frame adds this share of the steps so far
const FRAME = 1000 / 60 // milliseconds
// What is less than this is rounding: of the loss of a curve that is 0 everywhere, and of the largest
// best parameter.
const LEAST_LOSS = 1e-13
const LEAST_PARAMETER = 1e-10

export class Experiment {
  // `query` is that of an address; `paint` is called after each change.
  constructor(query, paint) {
    this.paint = paint
    this.read(query)
  }

  // Takes what an address asks for.
  read(query) {
    try {
      const { setup, later, steps, unknown } = stateOf(query)
      this.set(setup)
      this.later = later
      this.goal = steps
      this.news = leftOut(unknown)
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
    this.lowest = withoutRounding(this.problem.best()) // in the reader's units
    this.tolerances = tolerancesOf(this.best, this.lowest)
    this.emptyLoss = this.problem.weight * this.problem.y.reduce((sum, y) => sum + y * y, 0)
    this.rounding = LEAST_LOSS * this.emptyLoss // losses below this tell nothing
    this.run = new Run(this.problem)
    this.goal = 0 // steps that were asked for
    this.later = [] // changes of the rate that an address told, still to come
    this.playing = false
    this.anchor = { step: 0, errors: this.best.errors(this.run.inner) }
    this.message = "" // what went wrong
    this.news = "" // what else there is to tell
  }

  // A change of the set-up by the reader: a new run.
  change(change) {
    this.attempt(() => {
      const { approximation, guesses } = this.setup
      const starts = { ...this.starts, [approximation]: guesses }
      this.set(changed({ ...this.setup, rate: this.rate }, change, starts))
      this.starts = starts // of each function when it was last chosen
    })
  }

  // A run takes a new rate along, unless it is over.
  changeRate(rate) {
    if (this.run.step === 0 || this.run.ended) return this.change({ rate })
    this.attempt(() => {
      this.setRate(rate)
      this.later = []
    })
  }

  startAgain(rate = this.rate) {
    this.change({ rate })
  }

  // Tells the reader what went wrong, and leaves all as it was.
  attempt(action) {
    this.news = ""
    try {
      action()
      this.message = ""
    } catch (error) {
      this.message = error.message
    }
    this.paint()
  }

  setRate(rate) {
    this.run.rate = rate // refuses what is no rate
    this.anchor = { step: this.run.step, errors: this.best.errors(this.run.inner) }
  }

  say(message) {
    this.message = message
    this.paint()
  }

  get rate() {
    return this.run.rate
  }

  // Momentum widens it, and Adam has none. With batches it is a guide: the sum of a few points is
  // flatter than that of all.
  get largestStableRate() {
    const { batch, loss, optimizer } = this.setup
    if (optimizer === "adam") return Infinity
    const flatter = batch && loss === "sum" ? this.problem.count / batch : 1
    return this.best.largestStableRate * flatter * (optimizer === "momentum" ? 1 + BETA : 1)
  }

  // Half of it, rounded down to three digits; nothing where there is none.
  get stableHalf() {
    const half = this.largestStableRate / 2
    if (!Number.isFinite(half)) return undefined
    const unit = 10 ** (Math.floor(Math.log10(half)) - 2)
    return Number((Math.floor(half / unit) * unit).toPrecision(3))
  }

  // What would have kept a run that flew off: with batches nobody knows, so half of what it had.
  get saferRate() {
    return this.setup.batch ? this.rate / 2 : this.stableHalf
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
    this.move(false, Math.max(this.goal, this.run.step) + steps)
  }

  play(playing) {
    this.move(playing && !this.run.ended, this.run.step)
  }

  move(playing, goal) {
    this.playing = playing
    this.goal = Math.min(goal, MOST_STEPS)
    this.message = ""
    if (this.busy) this.news = ""
    this.paint()
  }

  get busy() {
    return !this.run.ended && (this.playing || this.run.step < this.goal)
  }

  // Takes the steps of one frame, which came so many milliseconds after the last.
  advance(elapsed = FRAME) {
    const { run } = this
    const growth = (1 + GROWTH) ** Math.min(elapsed / FRAME, 4) - 1
    if (this.playing) this.goal = Math.min(run.step + Math.ceil(run.step * growth + 0.5), MOST_STEPS)
    const until = performance.now() + SLICE
    while (run.step < this.goal && !run.ended && performance.now() < until) {
      run.advance(Math.min(this.goal, this.later[0]?.[0] ?? Infinity) - run.step, until)
      if (this.later[0]?.[0] === run.step) this.setRate(this.later.shift()[1])
    }
    if (run.ended || run.step >= MOST_STEPS || this.arrived) this.playing = false
  }

  // Whether there is nothing left to see: theory and the run agree that every parameter is right for
  // good, or all have come to rest. Rounding can keep a run behind what theory tells.
  get arrived() {
    if (!this.predictable || this.anchor.step > 0) return this.rests
    if (this.run.step < Math.max(...this.fromTheStart())) return false
    return this.stuck || this.rests
  }

  // Whether every parameter is right, or stands still for good.
  get stuck() {
    return this.tolerances.every((_, place) => this.isRight(place) || this.standsStill(place))
  }

  // Whether in the second half of the run each parameter was right all the time, or the same. With
  // batches a run hovers on.
  get rests() {
    const { run, setup } = this
    if (setup.batch || run.step < SHORTEST) return false
    const { steps, params } = run.record
    const late = params.filter((_, row) => steps[row] >= run.step / 2)
    return this.tolerances.every(
      (_, place) =>
        late.every((each) => this.isRight(place, each)) ||
        late.every((each) => each[place] === run.params[place]),
    )
  }

  isRight(place, params = this.run.params) {
    return Math.abs(params[place] - this.lowest[place]) <= this.tolerances[place]
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

  // Steps that each parameter still needs at the rate of the moment, infinite for never; nothing
  // where theory does not tell, or the run has ended.
  stepsNeeded() {
    if (!this.predictable || this.run.ended) return this.problem.letters.map(() => undefined)
    return [...this.problem.bowl(this.run.params).stepsNeeded(this.rate, this.tolerances)]
  }

  // Whether a parameter is stuck: its step is less than half the spacing of float32 there.
  standsStill(place) {
    const { best, problem, rate, run, setup } = this
    if (!this.predictable || setup.dtype !== "float32" || setup.standardize) return false
    const errors = best.errors(problem.inside(run.params))
    const slope = errors.reduce(
      (sum, error, i) => sum + best.directions[i][place] * best.eigenvalues[i] * error,
      0,
    )
    const value = run.params[place]
    return Math.fround(value - rate * slope) === Math.fround(value)
  }

  // The error along each direction; of each parameter, where there is no bowl.
  errorsOf(params) {
    if (this.best.exact) return this.best.errors(this.problem.inside(params))
    return params.map((value, place) => value - this.lowest[place])
  }

  // What all views need, calculated once a frame.
  prepare() {
    this.record = this.run.record
    this.errors = this.record.params.map((params) => this.errorsOf(params).map(Math.abs))
    const last = 1 + Math.max(99, this.run.step, ...this.fromTheStart().filter(Number.isFinite))
    this.horizon = 10 ** Math.ceil(Math.log10(Math.min(last, MOST_STEPS)))
  }

  // Steps that the parameters need from the start: the pictures are as wide. Kept, since a search
  // for each frame would be slow.
  fromTheStart() {
    if (!this.predictable) return []
    const { best, kept, rate } = this
    if (kept?.best === best && kept.rate === rate) return kept.needed
    this.kept = { best, rate, needed: [...best.stepsNeeded(rate, this.tolerances)] }
    return this.kept.needed
  }
}

// How far off each parameter may be and still be right.
function tolerancesOf(bowl, lowest) {
  const least = LEAST_PARAMETER * Math.max(...lowest.map(Math.abs))
  return bowl.tolerances().map((limit) => Math.max(Number.isFinite(limit) ? limit : 0, least))
}

// Parameters in which what is rounding beside the largest is 0.
function withoutRounding(params) {
  const least = LEAST_PARAMETER * Math.max(...params.map(Math.abs))
  return params.map((value) => (Math.abs(value) < least ? 0 : value))
}
