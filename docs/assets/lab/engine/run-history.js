// Record: what is kept of a run, few rows however long it is.
//
// A row for each of the first steps, then 16 for each doubling of the steps, as a logarithmic axis
// wants them; and every k-th step, as a linear axis does, where k doubles as the run goes on.

const ROWS = 250 // of every k-th step
const PER_DOUBLING = 16

export class Record {
  #every = 1
  #rows = []

  // A row has a step and what the run was like then.
  add(row) {
    this.#rows.push(row)
    if (row.step < ROWS * this.#every) return
    this.#every *= 2
    this.#rows = this.#rows.filter(({ step }) => this.#keeps(step))
  }

  // The first step after this one that gets a row.
  after(step) {
    const next = (every) => (Math.floor(step / every) + 1) * every
    return Math.min(next(this.#every), next(spacing(step)))
  }

  // The rows, and the current one as the last.
  with(current) {
    return this.#rows.at(-1)?.step === current.step ? this.#rows : [...this.#rows, current]
  }

  #keeps(step) {
    return step % this.#every === 0 || step % spacing(step) === 0
  }
}

// Steps between two rows of a logarithmic axis.
function spacing(step) {
  return Math.max(2 ** Math.floor(Math.log2(step / PER_DOUBLING)), 1)
}
