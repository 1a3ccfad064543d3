// Run: the recipe's loop. Steps 3 and 4 find loss and gradient, step 5 adjusts the parameters,
// step 6 repeats them.

import { Batches } from "./batches.js"
import { roundAll } from "./arithmetic.js"
import { lossOf } from "./loss.js"
import { OPTIMIZERS } from "./optimizers.js"
import { Record } from "./run-history.js"

const WORK = 200_000 // points times parameters between two looks at the clock

export class Run {
  #problem
  #batches
  #loss
  #optimizer
  #record = new Record()

  constructor(problem) {
    const { setup, size, count, single } = problem
    this.#problem = problem
    this.#batches = new Batches(count, setup.batch, setup.seed)
    this.#loss = lossOf(problem)
    this.#optimizer = new OPTIMIZERS[setup.optimizer](size, single)
    this.inner = roundAll(problem.inside(setup.guesses), single) // what descent adjusts
    this.step = 0
    this.rates = [[0, setup.rate]] // each from that step on
    this.ended = null
    this.#assess()
    this.#record.add(this.#row())
  }

  get rate() {
    return this.rates.at(-1)[1]
  }

  set rate(rate) {
    if (!(Number.isFinite(rate) && rate > 0)) {
      throw new Error(`The learning rate must be a finite number above 0; it is ${rate}.`)
    }
    if (rate === this.rate) return
    if (this.rates.at(-1)[0] === this.step) this.rates.pop()
    this.rates.push([this.step, rate])
  }

  // In the reader's units.
  get params() {
    return this.#problem.outside(this.inner)
  }

  // Of all points, in float64.
  get loss() {
    return this.#problem.lossOfAll(this.params)
  }

  // Up to so many steps, fewer where the run ends or the clock passes the deadline, in milliseconds
  // of performance.now(); returns how many.
  advance(steps, deadline = Infinity) {
    const { step: first } = this
    const chunk = Math.ceil(WORK / (this.#batches.size * this.inner.length))
    while (this.step < first + steps && !this.ended) {
      const kept = this.#record.after(this.step)
      this.#descend(Math.min(first + steps, kept, this.step + chunk))
      if (this.step === kept) this.#record.add(this.#row())
      if (performance.now() > deadline) break
    }
    return this.step - first
  }

  // Steps, losses and parameters of a few hundred steps, the first and the current among them.
  get record() {
    const rows = this.#record.with(this.#row())
    return {
      steps: rows.map(({ step }) => step),
      losses: rows.map(({ loss }) => loss),
      batchLosses: rows.map(({ batchLoss }) => batchLoss),
      params: rows.map(({ params }) => params),
    }
  }

  #descend(last) {
    const { rate } = this
    while (this.step < last && !this.ended) {
      this.#optimizer.adjust(this.inner, this.#loss.gradient, rate) // step 5
      this.step += 1
      this.#assess()
    }
  }

  // Steps 3 and 4 at these parameters, with the next batch.
  #assess() {
    this.#batches.next()
    this.batchLoss = this.#loss.assess(this.inner, this.#batches)
    if (!Number.isFinite(this.batchLoss)) this.ended = { reason: "diverged", step: this.step }
  }

  #row() {
    const { step, params, loss, batchLoss } = this
    return { step, params, loss, batchLoss }
  }
}
