// The points, the present curve, and how far it misses each point.

import { formatSteps } from "../format.js"
import { pointsOf } from "../setup.js"
import { paddedRange } from "./axis-range.js"
import { Chart } from "./chart.js"
import { makeDraggable } from "./drag.js"

const CURVE_POINTS = 160
const MAX_POINTS = 200 // beyond that they lie too close to drag, or to see how far each is missed

export class FitView {
  constructor(experiment) {
    this.experiment = experiment
    this.chart = new Chart({
      axes: { x: { title: "x" }, y: { title: "y" } },
      window: { x: [-21, 21], y: [-150, 2150] },
    })
    this.chart.explain(
      "The fit.",
      "The curve, and how far it misses each point. Dotted: the best that this function can do.",
    )
    makeDraggable(this.chart, {
      handles: (event) => (this.canDrag(event) ? pointsOf(experiment.setup) : []),
      move: (index, x, y) => this.drag(index, x, y),
      end: () => {
        experiment.notice = "The points are your own now."
        experiment.onChange()
      },
    })
  }

  // A finger drags only the reader's own points: one that scrolls must not change the data.
  canDrag(event) {
    const { problem, setup } = this.experiment
    const isFinger = event.pointerType !== "mouse" && event.pointerType !== "pen"
    return problem.count <= MAX_POINTS && (!isFinger || setup.data === "own")
  }

  drag(index, x, y) {
    const point = [x, y].map((value) => Number(value.toPrecision(4)))
    const points = [...pointsOf(this.experiment.setup)]
    points[index] = point
    this.experiment.change({ data: "own", points })
  }

  draw() {
    const { chart, experiment } = this
    const { bestParams, problem, run } = experiment
    chart.setWindow({ x: paddedRange(problem.x), y: paddedRange(problem.y) })
    chart.clear()
    this.drawPoints()
    const [low, high] = chart.window.x
    const xAt = (i) => low + ((high - low) * i) / (CURVE_POINTS - 1)
    const xs = Float64Array.from({ length: CURVE_POINTS }, (_, i) => xAt(i))
    chart.line(xs, problem.values(bestParams, xs), { role: "target", dotted: true, width: 1.5 })
    chart.line(xs, problem.values(run.params, xs), { role: "approximation", width: 2.5 })
    chart.describe(`${problem.count} points, and the curve after ${formatSteps(run.step)}`)
  }

  drawPoints() {
    const { chart } = this
    const { problem } = this.experiment
    if (problem.count <= MAX_POINTS) {
      this.drawResiduals()
      chart.dots(problem.x, problem.y, { role: "data", radius: 3 })
    } else {
      const draw = () => chart.dots(problem.x, problem.y, { role: "data", radius: 1.2 })
      chart.drawCached([problem.source], draw)
    }
  }

  drawResiduals() {
    const { problem, run } = this.experiment
    const values = problem.values(run.params, problem.x)
    const xs = []
    const ys = []
    problem.x.forEach((x, i) => {
      xs.push(x, x, NaN)
      ys.push(values[i], problem.y[i], NaN)
    })
    this.chart.line(xs, ys, { role: "step", width: 1 })
  }
}
