// The loss as a map over two coordinates: two parameters, or the steepest and the flattest
// direction. The others keep their values of the moment. The start can be dragged.

import { element } from "../../element.js"
import { shown } from "../messages.js"
import { Chart } from "./chart.js"
import { draggable } from "./drag.js"
import { RATIO, Relief } from "./contours.js"
import { inOneScale, spread } from "./axis-range.js"

export class MapView {
  constructor(lab) {
    this.lab = lab
    this.chart = new Chart({
      axes: { x: { title: "a", grid: false }, y: { title: "c", grid: false } },
      window: { x: [0, 6], y: [-1, 4] },
    })
    this.chart.explain(
      "The map.",
      `Lines of equal loss, each ${RATIO} times that of the next one inside. Close lines: steep. Far apart: flat. Ring: the start, to drag. Dot: now. Cross: the best place.`,
    )
    this.relief = new Relief(this.chart)
    this.chooser = element("select", { onchange: () => lab.paint() })
    this.chart.element.append(element("label", { className: "lab-chooser" }, "Map of ", this.chooser))
    draggable(this.chart, {
      handles: () => [this.coordinates(lab.problem.inside(lab.setup.guesses))],
      move: (_, x, y) => this.drag(x, y),
      end: () => this.release(),
    })
  }

  // The pairs of parameters, and the two directions that differ most. Scaled columns make a bowl
  // round along its directions, not along the reader's parameters.
  offer() {
    const { best, problem, setup } = this.lab
    const { letters } = problem
    const key = `${letters} ${best.exact} ${setup.standardize}`
    if (key === this.offered) return
    this.offered = key
    const pairs = letters.flatMap((_, j) => letters.slice(0, j).map((_, i) => [i, j]))
    pairs.sort(([i, j], [k, l]) => l - j || i - k) // the notebook's a and c first
    this.pairs = best.exact ? [...pairs, null] : pairs
    const names = this.pairs.map((pair) =>
      pair ? pair.map((place) => letters[place]).join(" and ") : "the steepest and the flattest direction",
    )
    this.chooser.replaceChildren(...names.map((name) => new Option(name)))
    this.chooser.selectedIndex = setup.standardize ? names.length - 1 : 0
  }

  // Two axes of length 1, and how to go from what descent adjusts to vectors along them and back.
  frame() {
    const { best, lowest, problem } = this.lab
    const pair = this.pairs[this.chooser.selectedIndex]
    if (pair) {
      const unit = (place) => Float64Array.from(problem.letters, (_, other) => Number(other === place))
      return { axes: pair.map(unit), vector: problem.outside, params: (vector) => vector }
    }
    const origin = problem.inside(lowest)
    return {
      axes: [best.directions.at(-1), best.directions[0]],
      vector: (inner) => inner.map((value, place) => value - origin[place]),
      params: (vector) => problem.outside(vector.map((value, place) => value + origin[place])),
    }
  }

  coordinates(inner, { axes, vector } = this.frame()) {
    const found = vector(inner)
    return axes.map((axis) => axis.reduce((sum, share, place) => sum + share * found[place], 0))
  }

  // Which parameters lie at a place of the map, the others as in `inner`.
  paramsAround(inner) {
    const frame = this.frame()
    const [x0, y0] = this.coordinates(inner, frame)
    const [across, up] = frame.axes
    const vector = frame.vector(inner)
    const at = (x, y) => (value, place) => value + (x - x0) * across[place] + (y - y0) * up[place]
    return (x, y) => frame.params(vector.map(at(x, y)))
  }

  drag(x, y) {
    this.dragging = true
    const { lab } = this
    const params = this.paramsAround(lab.problem.inside(lab.setup.guesses))(x, y)
    lab.change({ guesses: [...params].map((value) => Number(value.toPrecision(4))) })
  }

  release() {
    this.dragging = false
    this.lab.paint()
  }

  draw() {
    this.offer()
    const { chart, lab } = this
    const { problem, record } = lab
    const frame = this.frame()
    const path = record.params.map((params) => this.coordinates(problem.inside(params), frame))
    const best = this.coordinates(problem.inside(lab.lowest), frame)
    if (!this.dragging) chart.want(this.windowFor(path, best), this.axes())
    chart.clear()
    this.drawRelief()
    const [xs, ys] = [0, 1].map((axis) => path.map((place) => place[axis]))
    chart.line(xs, ys, { role: "step", thick: 1.5 })
    if (path.length <= 60) chart.dots(xs, ys, { role: "step", radius: 2.5 })
    chart.dots(xs.slice(0, 1), ys.slice(0, 1), { role: "step", radius: 7, ring: true })
    chart.dots(xs.slice(-1), ys.slice(-1), { role: "step", radius: 5 })
    chart.cross(best, { role: "data" })
    const told = (place) => place.map(shown).join(", ")
    const title = ({ x, y }) => `${x.title} and ${y.title}`
    chart.tell(`Map of ${title(chart.axes)}. Start: ${told(path[0])}. Now: ${told(path.at(-1))}. Best: ${told(best)}.`)
  }

  axes() {
    const pair = this.pairs[this.chooser.selectedIndex]
    const { letters } = this.lab.problem
    const titles = pair
      ? pair.map((place) => letters[place])
      : ["off along the steepest direction", "off along the flattest"]
    const [x, y] = titles.map((title) => ({ title, grid: false }))
    return { x, y }
  }

  windowFor(path, best) {
    const pair = this.pairs[this.chooser.selectedIndex]
    const [x, y] = [0, 1].map((axis) => {
      const least = pair ? 20 * this.lab.tolerances[pair[axis]] : 0
      return this.reachAround(best[axis], path.map((place) => place[axis]), least)
    })
    return pair ? { x, y } : inOneScale({ x, y }, this.chart)
  }

  // As far to each side of the best place as the run goes, but a run that flies off leaves the map.
  // Where there are valleys, the other sign of each parameter belongs to it.
  reachAround(best, places, least) {
    const start = Math.max(Math.abs(places[0] - best), least)
    const far = places.reduce((most, place) => Math.max(most, Math.abs(place - best)), 0)
    const { best: bowl, largestStableRate, rate } = this.lab
    const valleys = bowl.exact ? 0 : 1.4 * Math.abs(best)
    const way = rate < largestStableRate ? far : Math.min(far, 4 * start)
    const reach = Math.max(start, valleys, way) || Math.max(Math.abs(best), 1) / 2
    return spread([best - 1.1 * reach, best + 1.1 * reach])
  }

  // It changes with the loss, and with what the map's two coordinates leave as it is.
  drawRelief() {
    const { lab } = this
    const { approximation, loss, standardize } = lab.setup
    const here = lab.problem.inside(lab.run.ended ? lab.setup.guesses : lab.run.params)
    const pair = this.pairs[this.chooser.selectedIndex]
    const fixed = pair ? here.filter((_, place) => !pair.includes(place)) : here
    const told = [approximation, loss, standardize, pair, ...fixed].join()
    this.chart.pasted([lab.problem.source, told], () => this.drawReliefAround(here))
  }

  drawReliefAround(here) {
    const { lab } = this
    const paramsAt = this.paramsAround(here)
    const loss = (x, y) => lab.problem.lossAt(paramsAt(x, y))
    const floor = Math.max(lab.best.floor, 0)
    if (lab.best.exact) this.relief.drawBowl(loss)
    else this.relief.drawValleys(loss, floor, lab.problem)
  }
}
