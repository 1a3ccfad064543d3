// The history of a run: some hundred of its steps, however long it is.
//
// It has the first steps, then 16 for each doubling of the steps, for a logarithmic axis, and every
// k-th step, for a linear one, where k doubles as the run goes on.

const LINEAR_ROWS = 250 // most rows that every k-th step may take
const ROWS_PER_DOUBLING = 16

export class RunHistory {
  #interval = 1
  #rows = []

  // A row has a `step` and the state of the run then.
  add(row) {
    this.#rows.push(row)
    if (row.step < LINEAR_ROWS * this.#interval) return
    this.#interval *= 2
    this.#rows = this.#rows.filter(({ step }) => this.#includes(step))
  }

  // The first step after this one that has a row.
  nextStep(step) {
    const next = (interval) => (Math.floor(step / interval) + 1) * interval
    return Math.min(next(this.#interval), next(logarithmicInterval(step)))
  }

  // The rows, with the current one as the last.
  rows(current) {
    return this.#rows.at(-1)?.step === current.step ? this.#rows : [...this.#rows, current]
  }

  #includes(step) {
    return step % this.#interval === 0 || step % logarithmicInterval(step) === 0
  }
}

// Steps between two rows on a logarithmic axis.
function logarithmicInterval(step) {
  return Math.max(2 ** Math.floor(Math.log2(step / ROWS_PER_DOUBLING)), 1)
}
