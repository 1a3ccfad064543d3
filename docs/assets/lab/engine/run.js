// A run of the recipe: steps 3 and 4 calculate loss and gradient, step 5 adjusts the parameters,
// step 6 repeats them.

import { roundAll } from "./arithmetic.js"
import { Batches } from "./batches.js"
import { createLoss } from "./loss.js"
import { OPTIMIZERS } from "./optimizers.js"
import { RunHistory } from "./run-history.js"
import { checkRate } from "./validate.js"

const WORK = 200_000 // points times parameters between two looks at the clock

export class Run {
  #problem
  #batches
  #loss
  #optimizer
  #history = new RunHistory()

  constructor(problem) {
    const { setup, size, count, single } = problem
    this.#problem = problem
    this.#batches = new Batches(count, setup.batch, setup.seed)
    this.#loss = createLoss(problem)
    this.#optimizer = new OPTIMIZERS[setup.optimizer](size, single, setup.momentum)
    this.scaledParams = roundAll(problem.fromOriginal(setup.guesses), single) // what descent adjusts
    this.step = 0
    this.rates = [[0, setup.rate]] // pairs of a step and the rate from then on
    this.ended = null // or { step }, the first whose loss is not finite
    this.#evaluate()
    this.#history.add(this.#row())
  }

  get rate() {
    return this.rates.at(-1)[1]
  }

  set rate(rate) {
    checkRate(rate)
    if (rate === this.rate) return
    if (this.rates.at(-1)[0] === this.step) this.rates.pop()
    this.rates.push([this.step, rate])
  }

  // The parameters in original units.
  get params() {
    return this.#problem.toOriginal(this.scaledParams)
  }

  // The loss of all points, in float64.
  get loss() {
    return this.#problem.fullLoss(this.params)
  }

  // Takes up to so many steps, fewer where the run ends or the clock passes the deadline, in
  // milliseconds of performance.now(); returns how many.
  advance(steps, deadline = Infinity) {
    const { step: first } = this
    const chunk = Math.ceil(WORK / (this.#batches.size * this.scaledParams.length))
    while (this.step < first + steps && !this.ended) {
      const nextRow = this.#history.nextStep(this.step)
      this.#descend(Math.min(first + steps, nextRow, this.step + chunk))
      if (this.step === nextRow) this.#history.add(this.#row())
      if (performance.now() > deadline) break
    }
    return this.step - first
  }

  // Steps, losses and parameters of some hundred steps, among them the first and the current one.
  get history() {
    const rows = this.#history.rows(this.#row())
    return {
      steps: rows.map(({ step }) => step),
      losses: rows.map(({ loss }) => loss),
      params: rows.map(({ params }) => params),
    }
  }

  #descend(last) {
    const { rate } = this
    while (this.step < last && !this.ended) {
      this.#optimizer.adjust(this.scaledParams, this.#loss.gradient, rate) // step 5
      this.step += 1
      this.#evaluate()
    }
  }

  // Steps 3 and 4 with the next batch.
  #evaluate() {
    this.#batches.next()
    this.batchLoss = this.#loss.evaluate(this.scaledParams, this.#batches)
    if (!Number.isFinite(this.batchLoss)) this.ended = { step: this.step }
  }

  #row() {
    const { step, params, loss } = this
    return { step, params, loss }
  }
}
