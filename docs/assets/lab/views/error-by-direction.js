// The error along each direction of the bowl, over the steps: predicted, then observed.

import { counted, shown } from "../messages.js"
import { Chart } from "./chart.js"
import { leadersOf, nameOf } from "./direction-names.js"
import { decades, logarithmic } from "./axis-range.js"

export class DirectionsView {
  constructor(lab) {
    this.lab = lab
    this.chart = new Chart({
      axes: { x: { title: "step + 1", log: true }, y: { title: "error", log: true } },
      window: { x: [0, 7], y: [-4, 1] },
    })
  }

  draw() {
    const { chart, lab } = this
    const { horizon } = lab
    if (lab.best.exact) {
      const predictedToo = lab.predictable ? " Dashed: predicted." : ""
      chart.explain("The error, direction by direction.", `Each changes by a factor of its own.${predictedToo}`)
    } else {
      chart.explain("The error of each parameter.", "How far from the lowest valley; the run may be in another.")
    }
    const observed = { steps: lab.record.steps, errors: lab.errors }
    const ahead = lab.predictable ? [0, ...logarithmic(horizon)] : []
    const predicted = { steps: ahead, errors: ahead.map((step) => lab.errorsAfter(step).map(Math.abs)) }
    const start = Math.max(...observed.errors[0])
    const all = [...observed.errors, ...predicted.errors].flatMap((errors) => [...errors])
    const seen = all.filter((error) => error > 1e-12 * start && error < 1e3 * start)
    chart.want({ x: [0, Math.log10(horizon)], y: decades(seen, 9) })
    chart.clear()
    for (const place of this.directions().keys()) {
      this.line(predicted, place, { dashed: true, thick: 1.5 })
      this.line(observed, place, { thick: 2.5 })
    }
    for (const place of this.directions().keys()) this.label(ahead.length ? predicted : observed, place)
    chart.tell(this.description(observed.errors.at(-1)))
  }

  line({ steps, errors }, place, how) {
    const { role } = this.directions()[place]
    this.chart.line(steps.map((step) => step + 1), errors.map((row) => row[place]), { role, ...how })
  }

  // A line's name stands where the line has fallen halfway down the picture, apart from the others.
  label({ steps, errors }, place) {
    const { chart } = this
    const { name, role } = this.directions()[place]
    const half = 10 ** ((chart.window.y[0] + Math.log10(errors[0][place])) / 2)
    const found = errors.findIndex((row) => row[place] < half)
    const row = found < 0 ? Math.floor(errors.length / 2) : found
    chart.words(` ${name}`, steps[row] + 1, errors[row][place], { role })
  }

  // Those of the bowl, or those of the parameters: each has a name and a color.
  directions() {
    const { best, problem } = this.lab
    if (this.named?.best !== best) {
      this.named = { best, directions: best.exact ? ofTheBowl(best, problem) : ofTheAxes(problem) }
    }
    return this.named.directions
  }

  description(errors) {
    const { lab } = this
    const parts = this.directions().map(({ name }, place) => `${name} ${shown(errors[place])}`)
    return `Error ${lab.best.exact ? "along each direction" : "of each parameter"} after ${counted(lab.run.step)}: ${parts.join(", ")}`
  }
}

function ofTheBowl({ directions }, { letters }) {
  return leadersOf(directions).map(({ place, share }) => {
    return { name: nameOf(letters[place], share), role: letters[place] }
  })
}

function ofTheAxes({ letters }) {
  return letters.map((letter) => ({ name: letter, role: letter }))
}
