// The valley: the loss over one parameter, its slope where the parameter is, and the step down.

import { Panel, textAt } from "./panel.js"

const MILLION = 1e6
const CURVE_POINTS = 111
const HEAD = 9 // pixels of an arrow's head
const MIN_FALL = 3 // millions, of legs that have room for their labels
const REACH = 1.7 // of a, that the tangent shows at each side
const TICKS = [0, 10, 20, 30, 40]
const ROOM = 2 // millions below 0, for the line that touches the bottom

export function valleyPanel(descent, { width, height }) {
  const { min, max } = descent.range
  const highest = Math.max(descent.lossAt(min), descent.lossAt(max)) / MILLION
  const box = { left: 24, top: 22, right: width - 6, bottom: height - 22 }
  return new Panel({ box, x: [min, max], y: [-ROOM, highest] })
}

// In pixels.
export function placeOf({ a, loss }, panel) {
  return { x: panel.atX(a), y: panel.atY(loss / MILLION) }
}

// While a glides, the step that it takes is not drawn.
export function valleyMarks(descent, panel, { glides = false } = {}) {
  const lines = [curve(descent, panel), triangle(descent, panel), trail(descent, panel)]
  if (!glides) lines.push(step(descent, panel))
  return axes(panel) + panel.clipped(lines.join("")) + legLabels(descent, panel)
}

function axes(panel) {
  const { right, bottom } = panel.box
  const ticks = [0, 2, 4, 6, 8].filter((a) => a >= panel.x[0])
  const name = textAt(right, bottom + 15, "a", "end", "picture-letter picture-a")
  return panel.yAxis(TICKS, { name: "loss, in millions" }) + panel.xAxis(ticks) + name
}

function curve(descent, panel) {
  const [min, max] = panel.x
  const as = Array.from({ length: CURVE_POINTS }, (_, i) => min + ((max - min) * i) / (CURVE_POINTS - 1))
  return panel.line(as, lossesAt(descent, as), "picture-valley")
}

// Where the steps before have been.
function trail(descent, panel) {
  return panel.dots(descent.trail, lossesAt(descent, descent.trail), 3.5, "picture-trail")
}

function lossesAt(descent, as) {
  return as.map((a) => descent.lossAt(a) / MILLION)
}

// The tangent, and what the loss falls along it while a moves by 1, downhill.
function triangle({ a, loss, slope }, panel) {
  const [high, side] = [loss / MILLION, downhill(slope)]
  const along = (distance) => [a + side * distance, high - (Math.abs(slope) / MILLION) * distance]
  const corner = [a, along(1)[1]]
  const legs = [
    [[a, high], corner],
    [corner, along(1)],
  ]
  return panel.segments(legs, "picture-legs") + panel.segments([[along(-REACH), along(REACH)]], "picture-tangent")
}

// Beside the legs of the triangle; above the handle, where they are too short.
function legLabels(descent, panel) {
  const { a, loss, slope } = descent
  const fall = Math.abs(slope) / MILLION
  const { x, y } = placeOf(descent, panel)
  const text = (slope / MILLION).toFixed(1).replace("-", "−").replace("−0.0", "0.0")
  if (fall < MIN_FALL) return textAt(x, y - 18, text, "middle", "picture-slope")
  const [side, foot] = [downhill(slope), panel.atY(loss / MILLION - fall)]
  const middle = Math.min((y + foot) / 2 + 4, panel.box.bottom - 6)
  const beside = textAt(x - 7 * side, middle, text, side > 0 ? "end" : "start", "picture-slope")
  const isBelow = foot < panel.box.bottom - 14
  return isBelow ? beside + textAt(panel.atX(a + side / 2), foot + 13, "1", "middle", "picture-slope") : beside
}

const downhill = (slope) => (slope > 0 ? -1 : 1)

// From a to where the rate takes it, and from there to the loss that it has there.
function step(descent, panel) {
  const { a, loss, next } = descent
  const [from, to] = [placeOf(descent, panel), { x: panel.atX(next), y: panel.atY(loss / MILLION) }]
  const landing = [next, descent.lossAt(next) / MILLION]
  const drop = panel.segments([[[next, loss / MILLION], landing]], "picture-drop")
  const ring = panel.dots([next], [landing[1]], 5, "picture-landing")
  return next === a ? "" : drop + arrow(from, to) + ring
}

function arrow(from, to) {
  const length = to.x - from.x
  const head = Math.sign(length) * Math.min(HEAD, Math.abs(length))
  const tip = `M${to.x} ${to.y}l${-head} ${-head / 2}v${head}z`
  const shaft = `M${from.x} ${from.y}H${to.x - head}`
  return `<path class="picture-line picture-step" d="${shaft}"/><path class="picture-tip" d="${tip}"/>`
}
