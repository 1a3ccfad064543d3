// The loss as a map over two coordinates: two parameters, or the steepest and the flattest direction.
// The other parameters have their present values. The start can be dragged.

import { element } from "../../element.js"
import { dot, unitVector } from "../engine/arithmetic.js"
import { formatNumber } from "../format.js"
import { equalScales, paddedRange } from "./axis-range.js"
import { Chart } from "./chart.js"
import { Contours } from "./contours.js"
import { makeDraggable } from "./drag.js"

const MAX_DOTS = 60 // steps that are drawn as dots, too

export class LossMapView {
  constructor(experiment) {
    this.experiment = experiment
    this.chart = new Chart({
      axes: { x: { title: "a", grid: false }, y: { title: "c", grid: false } },
      window: { x: [0, 6], y: [-1, 4] },
    })
    this.chart.explain(
      "The map.",
      "Lines of equal loss. Ring: the start, to drag. Dot: now. Cross: the best place.",
    )
    this.chart.element.classList.add("lab-map")
    this.contours = new Contours(this.chart)
    this.chooser = element("select", { onchange: () => experiment.onChange() })
    this.chart.element.append(element("label", { className: "lab-chooser" }, "Map of ", this.chooser))
    makeDraggable(this.chart, {
      handles: () => [this.coordinates(experiment.problem.fromOriginal(experiment.setup.guesses))],
      move: (_, x, y) => this.drag(x, y),
      end: () => experiment.onChange(),
    })
  }

  // Two parameters, or undefined for the two directions.
  get pair() {
    return this.pairs[this.chooser.selectedIndex]
  }

  // Offers every pair of parameters, and the two directions that differ most. With standardized
  // columns the map begins with those: a bowl is round along its directions, not along the original
  // parameters.
  fillChooser() {
    const { curvature, problem, setup } = this.experiment
    const { letters } = problem
    const key = `${letters} ${curvature.isExact} ${setup.standardize}`
    if (key === this.chooserKey) return
    this.chooserKey = key
    this.pairs = letters.flatMap((_, j) => letters.slice(0, j).map((_, i) => [i, j]))
    this.pairs.sort(([i, j], [k, l]) => l - j || i - k) // the notebook's a and c first
    const names = this.pairs.map((pair) => pair.map((j) => letters[j]).join(" and "))
    if (curvature.isExact) names.push("steepest and flattest direction")
    this.chooser.replaceChildren(...names.map((name) => new Option(name)))
    this.chooser.selectedIndex = setup.standardize ? names.length - 1 : 0
  }

  // The unit vectors of the map's two axes, and how to convert scaled parameters to vectors in their
  // space, and such vectors to original parameters.
  frame() {
    const { bestParams, curvature, problem } = this.experiment
    if (this.pair) {
      const axes = this.pair.map((j) => unitVector(problem.size, j))
      return { axes, vector: problem.toOriginal, params: (vector) => vector }
    }
    const origin = problem.fromOriginal(bestParams)
    return {
      axes: [curvature.directions.at(-1), curvature.directions[0]],
      vector: (scaledParams) => scaledParams.map((value, j) => value - origin[j]),
      params: (vector) => problem.toOriginal(vector.map((value, j) => value + origin[j])),
    }
  }

  // Of scaled parameters on the map.
  coordinates(scaledParams, { axes, vector } = this.frame()) {
    const components = vector(scaledParams)
    return axes.map((axis) => dot(axis, components))
  }

  // From coordinates to original parameters; what is not on the map stays as in `scaledParams`.
  paramsAround(scaledParams) {
    const frame = this.frame()
    const [x0, y0] = this.coordinates(scaledParams, frame)
    const [xAxis, yAxis] = frame.axes
    const vector = frame.vector(scaledParams)
    return (x, y) => frame.params(vector.map((value, j) => value + (x - x0) * xAxis[j] + (y - y0) * yAxis[j]))
  }

  drag(x, y) {
    const { problem, setup } = this.experiment
    const params = this.paramsAround(problem.fromOriginal(setup.guesses))(x, y)
    this.experiment.change({ guesses: [...params].map((value) => Number(value.toPrecision(4))) })
  }

  draw() {
    this.fillChooser()
    const { chart, experiment } = this
    const { bestParams, history, problem } = experiment
    const frame = this.frame()
    const path = history.params.map((params) => this.coordinates(problem.fromOriginal(params), frame))
    const best = this.coordinates(problem.fromOriginal(bestParams), frame)
    chart.setWindow(this.windowFor(path, best), this.axes())
    chart.clear()
    this.drawContours()
    this.drawPath(path)
    chart.cross(...best, { role: "data" })
    chart.describe(this.description(path, best))
  }

  drawPath(path) {
    const { chart } = this
    const [xs, ys] = [0, 1].map((axis) => path.map((point) => point[axis]))
    chart.line(xs, ys, { role: "step", width: 1.5 })
    if (path.length <= MAX_DOTS) chart.dots(xs, ys, { role: "step", radius: 2.5 })
    chart.dots(xs.slice(0, 1), ys.slice(0, 1), { role: "step", radius: 7, ring: true })
    chart.dots(xs.slice(-1), ys.slice(-1), { role: "step", radius: 5 })
  }

  description(path, best) {
    const { x, y } = this.chart.axes
    const [start, now, end] = [path[0], path.at(-1), best].map((point) => point.map(formatNumber).join(", "))
    return `Map of ${x.title} and ${y.title}. Start: ${start}. Now: ${now}. Best: ${end}.`
  }

  axes() {
    const { letters } = this.experiment.problem
    const titles = this.pair?.map((j) => letters[j]) ?? [
      "error along the steepest direction",
      "error along the flattest",
    ]
    const [x, y] = titles.map((title) => ({ title, grid: false }))
    return { x, y }
  }

  windowFor(path, best) {
    const [x, y] = [0, 1].map((axis) => {
      const min = this.pair ? 20 * this.experiment.tolerances[this.pair[axis]] : 0
      return this.rangeAround(best[axis], path.map((point) => point[axis]), min)
    })
    return this.pair ? { x, y } : equalScales({ x, y }, this.chart)
  }

  // As far to each side of the best place as the run goes, but a diverging run leaves the map. With
  // several valleys the map includes values of the other sign.
  rangeAround(best, path, min) {
    const { curvature, largestStableRate, rate } = this.experiment
    const start = Math.max(Math.abs(path[0] - best), min)
    const farthest = path.reduce((most, value) => Math.max(most, Math.abs(value - best)), 0)
    const run = rate < largestStableRate ? farthest : Math.min(farthest, 4 * start)
    const valleys = curvature.isExact ? 0 : 1.4 * Math.abs(best)
    const distance = Math.max(start, valleys, run) || Math.max(Math.abs(best), 1) / 2
    return paddedRange([best - 1.1 * distance, best + 1.1 * distance])
  }

  // They change with the loss, and with the parameters that are not on the map.
  drawContours() {
    const { problem, run, setup } = this.experiment
    const { approximation, loss, standardize } = setup
    const present = problem.fromOriginal(run.ended ? setup.guesses : run.params)
    const fixed = this.pair ? present.filter((_, j) => !this.pair.includes(j)) : present
    const key = [approximation, loss, standardize, this.pair, ...fixed].join()
    this.chart.drawCached([problem.source, key], () => this.drawContoursAround(present))
  }

  drawContoursAround(scaledParams) {
    const { curvature, problem } = this.experiment
    const paramsAt = this.paramsAround(scaledParams)
    const loss = (x, y) => problem.sampledLoss(paramsAt(x, y))
    if (curvature.isExact) this.contours.drawQuadratic(loss)
    else this.contours.drawAny(loss, Math.max(curvature.floor, 0), problem)
  }
}
