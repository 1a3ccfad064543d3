// The first view: the points, the curve of the moment, and how far it misses each point.

import { pointsOf } from "../setup.js"
import { counted } from "../messages.js"
import { Chart } from "./chart.js"
import { draggable } from "./drag.js"
import { spread } from "./axis-range.js"

const CURVE = 160 // points of a curve
const MOST_RESIDUALS = 200
const MOST_DRAGGED = 200 // beyond that they lie too close

export class FitView {
  constructor(lab) {
    this.lab = lab
    this.chart = new Chart({
      axes: { x: { title: "x" }, y: { title: "y" } },
      window: { x: [-21, 21], y: [-150, 2150] },
    })
    this.chart.explain(
      "The fit.",
      "The curve, and how far it misses each point. Dotted: the best that this function can do.",
    )
    draggable(this.chart, {
      handles: (event) => (this.canDrag(event) ? pointsOf(lab.setup) : []),
      move: (place, x, y) => this.drag(place, x, y),
      end: () => this.release(),
    })
  }

  // A finger that scrolls over the points must not move them: only those of the reader's own.
  canDrag(event) {
    const { problem, setup } = this.lab
    const finger = event.pointerType !== "mouse" && event.pointerType !== "pen"
    return problem.count <= MOST_DRAGGED && (!finger || setup.data === "own")
  }

  drag(place, x, y) {
    this.dragging = true
    const points = pointsOf(this.lab.setup).map((point) => [...point])
    points[place] = [x, y].map((value) => Number(value.toPrecision(4)))
    this.lab.change({ data: "own", points })
  }

  release() {
    if (this.dragging) this.lab.news = "The points are your own now."
    this.dragging = false
    this.lab.paint()
  }

  draw() {
    const { chart, lab } = this
    const { problem, run } = lab
    if (!this.dragging) chart.want({ x: spread(problem.x), y: spread(problem.y) })
    chart.clear()
    const [low, high] = chart.window.x
    const xs = Float64Array.from({ length: CURVE }, (_, i) => low + ((high - low) * i) / (CURVE - 1))
    const many = problem.count > MOST_RESIDUALS
    const points = () => chart.dots(problem.x, problem.y, { role: "data", radius: many ? 1.2 : 3 })
    if (!many) this.residuals()
    if (many) chart.pasted([problem.source], points)
    else points()
    chart.line(xs, problem.values(lab.lowest, xs), { role: "target", dotted: true, thick: 1.5 })
    chart.line(xs, problem.values(run.params, xs), { role: "approximation", thick: 2.5 })
    chart.tell(`${problem.count} points, and the curve after ${counted(run.step)}`)
  }

  residuals() {
    const { chart, lab } = this
    const { problem, run } = lab
    const values = problem.values(run.params, problem.x)
    const xs = []
    const ys = []
    problem.x.forEach((x, i) => {
      xs.push(x, x, NaN)
      ys.push(values[i], problem.y[i], NaN)
    })
    chart.line(xs, ys, { role: "step", thick: 1 })
  }
}
