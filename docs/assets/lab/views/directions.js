// The error along each direction of the bowl, over the steps: predicted, then observed.

import { counted, shown } from "../words.js"
import { Chart } from "./chart.js"
import { decades, logarithmic } from "./window.js"

export class DirectionsView {
  constructor(lab) {
    this.lab = lab
    this.chart = new Chart({
      name: "directions",
      title: "The error, direction by direction.",
      caption: "Each falls at a rate of its own. Dashed: predicted.",
      axes: { x: { title: "step", log: true }, y: { title: "error", log: true } },
      window: { x: [0, 7], y: [-4, 1] },
    })
  }

  draw() {
    const { chart, lab } = this
    const { run, best, horizon } = lab
    const steps = run.record.steps.map((step) => Math.max(step, 1))
    const observed = lab.errors
    const ahead = lab.predictable ? logarithmic(horizon) : []
    const predicted = ahead.map((step) => lab.errorsAfter(step).map(Math.abs))
    const start = Math.max(...observed[0])
    const all = [...observed, ...predicted].flatMap((errors) => [...errors])
    chart.want({
      x: [0, Math.log10(horizon)],
      y: decades(all.filter((error) => error > 1e-12 * start && error < 1e3 * start), 9),
    })
    chart.clear()
    best.directions.forEach((direction, place) => {
      const role = this.role(direction)
      const along = (rows) => rows.map((errors) => errors[place])
      chart.line(ahead, along(predicted), { role, dashed: true, thick: 1.5 })
      chart.line(steps, along(observed), { role, thick: 2.5 })
    })
    best.directions.forEach((direction, place) => {
      const role = this.role(direction)
      chart.words(this.nameOf(direction), 1, observed[0][place], { role })
    })
    chart.tell(this.description(observed.at(-1)))
  }

  // The parameter that a direction is mostly made of.
  leader(direction) {
    let leader = 0
    direction.forEach((share, place) => {
      if (Math.abs(share) > Math.abs(direction[leader])) leader = place
    })
    return leader
  }

  role(direction) {
    const letter = this.lab.problem.letters[this.leader(direction)]
    return ["a", "b", "c"].includes(letter) ? letter : "target"
  }

  nameOf(direction) {
    const leader = this.leader(direction)
    const letter = this.lab.problem.letters[leader]
    return direction[leader] ** 2 > 0.9 ? `almost ${letter}` : `mostly ${letter}`
  }

  description(errors) {
    const { lab } = this
    const parts = lab.best.directions.map(
      (direction, place) => `${this.nameOf(direction)} ${shown(errors[place])}`,
    )
    return `Error along each direction after ${counted(lab.run.step)}: ${parts.join(", ")}`
  }
}
