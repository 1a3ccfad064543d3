// The loss as a map over two coordinates: two parameters, or the flattest and the steepest
// direction. The others keep their values of the moment. The start can be dragged.

import { counted } from "../words.js"
import { Chart } from "./chart.js"
import { levelLines } from "./contours.js"
import { draggable } from "./drag.js"
import { spread } from "./window.js"

const LEVELS = 14
const NODES = [24, 64] // across a map, at least and at most
const WORK = 150_000 // values of the function that a map may take where it is no bowl

export class MapView {
  constructor(lab) {
    this.lab = lab
    this.chart = new Chart({
      name: "map",
      title: "The map.",
      caption: "Lines of equal loss and the way down. Drag the start, the ring.",
      axes: { x: { title: "a" }, y: { title: "c" } },
      window: { x: [0, 6], y: [-1, 4] },
    })
    this.chooser = this.makeChooser()
    draggable(this.chart, {
      handles: () => [this.coordinates(lab.problem.inside(lab.setup.guesses))],
      move: (_, x, y) => this.drag(x, y),
      end: () => this.release(),
    })
  }

  makeChooser() {
    const label = this.chart.element.appendChild(document.createElement("label"))
    label.className = "lab-chooser"
    label.textContent = "Map of "
    const chooser = label.appendChild(document.createElement("select"))
    chooser.addEventListener("change", () => this.lab.paint())
    return chooser
  }

  // The pairs of parameters, and the two directions that differ most.
  choices() {
    const { letters } = this.lab.problem
    const pairs = []
    for (let j = letters.length - 1; j > 0; j--) for (let i = 0; i < j; i++) pairs.push([i, j])
    const named = pairs.map(([i, j]) => [`${letters[i]} and ${letters[j]}`, [i, j]])
    const directions = ["the steepest and the flattest direction", null]
    return this.lab.best.exact ? [...named, directions] : named
  }

  // Keeps the list of pairs in step with the function.
  fill() {
    const names = this.choices().map(([name]) => name)
    if (names.join() === this.names) return
    this.names = names.join()
    this.chooser.replaceChildren(...names.map((name) => new Option(name)))
  }

  // The two axes as directions of length 1 in what descent adjusts, from the origin of this map.
  basis() {
    const { problem, best } = this.lab
    const [, pair] = this.choices()[this.chooser.selectedIndex]
    if (!pair) return [best.directions.at(-1), best.directions[0]]
    return pair.map((place) => Float64Array.from(problem.letters, (_, other) => Number(other === place)))
  }

  // Parameters, as a vector from which the coordinates are measured.
  vector(inner) {
    const { problem, lowest } = this.lab
    const [, pair] = this.choices()[this.chooser.selectedIndex]
    if (pair) return problem.outside(inner)
    const origin = problem.inside(lowest)
    return inner.map((value, place) => value - origin[place])
  }

  params(vector) {
    const { problem, lowest } = this.lab
    const [, pair] = this.choices()[this.chooser.selectedIndex]
    if (pair) return vector
    const origin = problem.inside(lowest)
    return problem.outside(vector.map((value, place) => value + origin[place]))
  }

  coordinates(inner) {
    const vector = this.vector(inner)
    return this.basis().map((axis) => axis.reduce((sum, share, place) => sum + share * vector[place], 0))
  }

  // The parameters that lie at a place of the map, the others as in `inner`.
  paramsAt(inner, x, y) {
    const [across, up] = this.basis()
    const [x0, y0] = this.coordinates(inner)
    const vector = this.vector(inner)
    return this.params(vector.map((value, place) => value + (x - x0) * across[place] + (y - y0) * up[place]))
  }

  drag(x, y) {
    this.dragging = true
    const { lab } = this
    const params = this.paramsAt(lab.problem.inside(lab.setup.guesses), x, y)
    lab.change({ guesses: [...params].map((value) => Number(value.toPrecision(4))) })
  }

  release() {
    this.dragging = false
    this.lab.paint()
  }

  draw() {
    this.fill()
    const { chart, lab } = this
    const { problem, run } = lab
    const path = run.record.params.map((params) => this.coordinates(problem.inside(params)))
    const goal = this.coordinates(problem.inside(lab.lowest))
    const start = path[0]
    if (!this.dragging) chart.want(this.windowFor(path, goal), this.axes())
    chart.clear()
    this.lines()
    const [xs, ys] = [path.map(([x]) => x), path.map(([, y]) => y)]
    chart.line(xs, ys, { role: "step", thick: 1.5 })
    if (path.length <= 60) chart.dots(xs, ys, { role: "step", radius: 2.5 })
    chart.dots([start[0]], [start[1]], { role: "step", radius: 7, ring: true })
    chart.dots([xs.at(-1)], [ys.at(-1)], { role: "step", radius: 5 })
    this.cross(goal)
    chart.tell(`The way from the start to the least-squares point, ${counted(run.step)} long so far`)
  }

  axes() {
    const [name, pair] = this.choices()[this.chooser.selectedIndex]
    const { letters } = this.lab.problem
    const titles = pair
      ? pair.map((place) => letters[place])
      : ["off along the steepest direction", "off along the flattest"]
    const log = false
    return { x: { title: titles[0], log }, y: { title: titles[1], log }, name }
  }

  windowFor(path, goal) {
    const [x, y] = [0, 1].map((axis) => this.reachAround(goal[axis], path.map((place) => place[axis])))
    return { x, y }
  }

  // As far to each side of the best place as the start is away; a run that flies off leaves the
  // map. Where there are valleys, as far as the run goes, and the other sign of each parameter.
  reachAround(end, places) {
    const start = Math.abs(places[0] - end)
    const far = places.reduce((most, place) => Math.max(most, Math.abs(place - end)), 0)
    const reach = this.lab.best.exact ? start : Math.max(Math.min(far, 4 * start), 1.4 * Math.abs(end))
    const used = reach || Math.max(Math.abs(end), 1) / 2
    return spread([end - 1.1 * used, end + 1.1 * used])
  }

  lines() {
    const { chart } = this
    const { pen } = chart
    const { size, rises, top } = this.relief()
    pen.strokeStyle = chart.color("axis")
    pen.setLineDash([])
    pen.lineWidth = 0.8
    for (let level = 1; level < LEVELS; level++) {
      pen.globalAlpha = 0.35 + (0.5 * (LEVELS - level)) / LEVELS
      pen.stroke(levelLines(rises, size, top / 2.5 ** level, chart.width, chart.height))
    }
    pen.globalAlpha = 1
  }

  // How far the loss lies above its floor at the nodes of a grid, row by row from above. Of two
  // parameters alone it is the same at every step.
  relief() {
    const { chart, lab } = this
    const key = JSON.stringify([chart.window, lab.setup])
    if (!lab.best.exact && key === this.reliefFor) return this.kept
    const size = lab.best.exact ? NODES[1] : clamp(Math.sqrt(WORK / lab.problem.count), ...NODES)
    const floor = Math.max(lab.best.floor, 0)
    const rises = this.grid(size).map((loss) => Math.max(loss - floor, 0))
    const top = rises.reduce((most, rise) => Math.max(most, rise), 0)
    this.reliefFor = key
    return (this.kept = { size, rises, top })
  }

  grid(size) {
    const { chart, lab } = this
    const { x, y } = chart.window
    const here = lab.problem.inside(lab.run.ended ? lab.setup.guesses : lab.run.params)
    const loss = (across, up) =>
      lab.problem.lossAt(
        this.paramsAt(here, middle(x) + (across * length(x)) / 2, middle(y) - (up * length(y)) / 2),
      )
    const quick = lab.best.exact ? parabola(loss) : loss
    const losses = new Float64Array((size + 1) ** 2)
    const node = (place) => (2 * place) / size - 1
    for (let row = 0; row <= size; row++) {
      for (let column = 0; column <= size; column++) {
        losses[row * (size + 1) + column] = quick(node(column), node(row))
      }
    }
    return losses
  }

  cross([x, y]) {
    const { chart } = this
    const { pen } = chart
    const [left, top] = [chart.across(x), chart.down(y)]
    pen.strokeStyle = chart.color("data")
    pen.lineWidth = 2
    pen.setLineDash([])
    pen.beginPath()
    for (const side of [-1, 1]) {
      pen.moveTo(left - 5, top - 5 * side)
      pen.lineTo(left + 5, top + 5 * side)
    }
    pen.stroke()
  }
}

const clamp = (value, least, most) => Math.floor(Math.min(Math.max(value, least), most))
const middle = ([low, high]) => (low + high) / 2
const length = ([low, high]) => high - low

// A bowl is known everywhere when it is known at six places.
function parabola(loss) {
  const [left, right, above, below] = [loss(-1, 0), loss(1, 0), loss(0, -1), loss(0, 1)]
  const flat = loss(0, 0)
  const [x, y] = [(right - left) / 2, (below - above) / 2]
  const [xx, yy] = [(right + left) / 2 - flat, (below + above) / 2 - flat]
  const xy = loss(1, 1) - flat - x - y - xx - yy
  return (u, v) => flat + u * (x + xx * u + xy * v) + v * (y + yy * v)
}
