// The reader's own points, as text.

import { pointsOf as parsed } from "../csv.js"
import { pointsOf } from "../setup.js"
import { put } from "./dom.js"

export class Points {
  constructor(lab, section) {
    this.lab = lab
    const { points, "use-points": use } = section.querySelector("form").elements
    this.field = points
    this.error = section.querySelector("#lab-points-error")
    use.addEventListener("click", () => this.use())
    this.field.closest("details").addEventListener("toggle", () => this.show())
  }

  use() {
    try {
      const points = parsed(this.field.value)
      this.lab.change({ data: "own", points })
      put(this.error, this.lab.message)
    } catch (error) {
      put(this.error, error.message)
    }
  }

  // What the set-up has, unless the reader is writing.
  show() {
    const { lab, field } = this
    const same = lab.problem.source === this.listed
    if (same || document.activeElement === field || !field.closest("details").open) return
    this.listed = lab.problem.source
    field.value = pointsOf(lab.setup).map((point) => point.join(", ")).join("\n")
    put(this.error, "")
  }
}
