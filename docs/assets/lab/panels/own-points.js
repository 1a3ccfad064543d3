// The field for points of the reader's own.

import { parsePoints } from "../csv.js"
import { pointsOf } from "../setup.js"
import { setText } from "./dom.js"

export class OwnPoints {
  constructor(experiment, section) {
    this.experiment = experiment
    const { points, "use-points": use } = section.querySelector("form").elements
    this.field = points
    this.error = section.querySelector("#lab-points-error")
    use.addEventListener("click", () => this.use())
    this.field.closest("details").addEventListener("toggle", () => this.show())
  }

  use() {
    try {
      const points = parsePoints(this.field.value)
      this.experiment.change({ data: "own", points })
      setText(this.error, this.experiment.error)
    } catch ({ message }) {
      setText(this.error, message)
    }
  }

  // Lists the points of the set-up, unless the field is closed or the reader types in it.
  show() {
    const { experiment, field } = this
    const { source } = experiment.problem
    if (source === this.source || document.activeElement === field || !field.closest("details").open) return
    this.source = source
    field.value = pointsOf(experiment.setup).map((point) => point.join(", ")).join("\n")
    setText(this.error, "")
  }
}
