// The loss as a map over two parameters, all others at their best values: lines of equal loss, the
// directions of the bowl, and the path of a descent.

import { equalScales } from "../../lab/views/axis-range.js"
import { QuadraticSurface } from "../../lab/views/quadratic-surface.js"
import { dots } from "../dots.js"
import { Panel } from "../panel.js"
import { innerBox, roundTicks, tickText, ticksBeforeName } from "../axis-ticks.js"

const LEVELS = 14
const RATIO = 2.5 // from one level to the next
const ROOM = 1.25 // times the distance of the start, to each side of the best place
const FAR = 1.5 // times the map's width from the best place, where a path has left for good

// Around the best place, with the page's start inside, and a unit as long across as up.
export function mapPanel(best, start, size) {
  const box = innerBox(size)
  const [x, y] = best.map((value, axis) => {
    const distance = ROOM * (Math.abs(start[axis] - value) || Math.abs(value) || 1)
    return [value - distance, value + distance]
  })
  const inside = { width: box.right - box.left, height: box.bottom - box.top }
  return new Panel({ box, ...equalScales({ x, y }, inside) })
}

export function mapMarks(state) {
  const { letters, map } = state
  const named = (letter) => ({ name: `<tspan class="param-${letter}">${letter}</tspan>`, format: tickText })
  return (
    map.yAxis(roundTicks(map.y), named(letters[1])) +
    map.clipped(levels(state) + directions(state) + path(state)) +
    map.xAxis(ticksBeforeName(map), named(letters[0]))
  )
}

function levels({ best, descent, map, pair }) {
  const { matrix, radii } = levelCircles(descent, pair, map)
  const circles = radii.map((radius) => `<circle class="bowl-level" r="${radius.toPrecision(4)}"/>`)
  return `<g transform="translate(${map.at(...best)}) matrix(${[...matrix, 0, 0]})">${circles.join("")}</g>`
}

// Straight lines through the best place along the directions that lie in the map, and a cross there.
function directions({ best: [x, y], descent, map, pair }) {
  const far = 2 * (map.x[1] - map.x[0])
  const lines = descent.directions.map(({ direction, letter }) => {
    const [across, up] = pair.map((j) => direction[j])
    if (Math.hypot(across, up) < 0.99) return ""
    const ends = [-far, far]
    return map.line(ends.map((t) => x + t * across), ends.map((t) => y + t * up), `bowl-direction picture-${letter}`)
  })
  return lines.join("") + `<path class="bowl-best" d="M${map.at(x, y)}m-5-5l10 10m0-10l-10 10"/>`
}

function path({ best, descent, map, pair }) {
  const places = descent.params.map((params) => pair.map((j) => params[j]))
  const far = FAR * (map.x[1] - map.x[0])
  const end = places.findIndex((place) => !place.every((value, axis) => Math.abs(value - best[axis]) < far))
  const shown = end < 0 ? places : places.slice(0, end)
  const [xs, ys] = [0, 1].map((axis) => shown.map((place) => place[axis]))
  return map.line(xs, ys, "picture-step") + dots(map, xs, ys, 2, "picture-step")
}

// --- lines of equal loss

// Around the best place, from the outermost to the innermost: their radii, and the matrix that makes
// them the ellipses of the map, in pixels.
export function levelCircles({ problem, curvature }, pair, { box, x, y }) {
  const [acrossMap, upMap] = [fromUnits(x), fromUnits(y)]
  const surface = new QuadraticSurface((u, v) => {
    const params = Float64Array.from(curvature.bestParams)
    params[pair[0]] = acrossMap(u)
    params[pair[1]] = upMap(v)
    return problem.fullLoss(params)
  })
  const [across, up] = [(box.right - box.left) / 2, (box.top - box.bottom) / 2]
  const matrix = surface.axes.flatMap(([u, v]) => [u * across, v * up])
  return { matrix, radii: levelsOf(surface).flatMap((level) => surface.radius(level) ?? []) }
}

// From -1 to 1 to a range.
function fromUnits([low, high]) {
  return (unit) => (low + high) / 2 + (unit * (high - low)) / 2
}

// Above the floor, from the highest corner down.
function levelsOf(surface) {
  const corners = [-1, 1].flatMap((u) => [-1, 1].map((v) => surface.at(u, v)))
  const top = Math.max(...corners) - surface.floor
  return Array.from({ length: LEVELS }, (_, level) => top / RATIO ** (level + 0.5))
}
