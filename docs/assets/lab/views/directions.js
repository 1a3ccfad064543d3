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
    const { run, horizon } = lab
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
    this.directions().forEach((direction, place) => {
      const role = this.role(direction)
      const along = (rows) => rows.map((errors) => errors[place])
      chart.line(ahead, along(predicted), { role, dashed: true, thick: 1.5 })
      chart.line(steps, along(observed), { role, thick: 2.5 })
    })
    this.label(steps, observed)
    chart.tell(this.description(observed.at(-1)))
  }

  // Each line has its name where it is not under the next one's.
  label(steps, observed) {
    const { chart, lab } = this
    const directions = this.directions()
    directions.forEach((direction, place) => {
      const step = lab.horizon ** (0.04 + (0.5 * (directions.length - 1 - place)) / directions.length)
      const row = steps.findLastIndex((other) => other <= step)
      const error = lab.predictable ? Math.abs(lab.errorsAfter(step)[place]) : observed[row][place]
      chart.words(this.nameOf(direction), step, error || observed[row][place], { role: this.role(direction) })
    })
  }

  // Of the bowl; without one, those of the parameters.
  directions() {
    const { best, problem } = this.lab
    if (best.exact) return best.directions
    return problem.letters.map((_, place) => problem.letters.map((_, other) => Number(place === other)))
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
    if (!this.lab.best.exact) return letter
    return direction[leader] ** 2 > 0.9 ? `almost ${letter}` : `mostly ${letter}`
  }

  description(errors) {
    const { lab } = this
    const parts = this.directions().map(
      (direction, place) => `${this.nameOf(direction)} ${shown(errors[place])}`,
    )
    return `Error along each direction after ${counted(lab.run.step)}: ${parts.join(", ")}`
  }
}
