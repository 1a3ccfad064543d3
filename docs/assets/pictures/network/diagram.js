// The network as a drawing: x, its hidden units, each with what it adds, and y; a weight is a line, the
// wider the larger, dashed where it is negative.

import { pieces, unitsOf } from "./hidden-layer.js"
import { Panel, round, textAt } from "../panel.js"

const NODE_RADIUS = 11
const UNIT_WIDTH = 74
const GAP = 4 // between units
const MAX_UNIT_HEIGHT = 44
const WIDTH = { least: 0.5, growth: 1.1, most: 7 } // of a line, in pixels
const SAMPLES = 3 // one of so many points is drawn in a unit

export function diagramMarks({ numbers, training, unit }, { width, height }) {
  const { params } = training
  const boxes = unitBoxes(unitsOf(params), width, height)
  const ends = { input: [NODE_RADIUS + 2, height / 2], output: [width - NODE_RADIUS - 2, height / 2] }
  const lines = boxes.map((box, h) => weightLines(box, h, params, ends))
  const units = boxes.map((box, h) => unitMarks(box, h, h === unit))
  return lines.join("") + units.join("") + insides(boxes, numbers, params) + node("x", ends.input) + node("y", ends.output)
}

function unitBoxes(units, width, height) {
  const each = Math.min((height - GAP) / units, MAX_UNIT_HEIGHT)
  const first = (height - units * each) / 2
  const left = (width - UNIT_WIDTH) / 2
  return Array.from({ length: units }, (_, h) => {
    const top = first + h * each
    return { left, right: left + UNIT_WIDTH, top: top + GAP / 2, bottom: top + each - GAP / 2 }
  })
}

function weightLines({ left, right, top, bottom }, h, params, { input, output }) {
  const middle = round((top + bottom) / 2)
  const units = unitsOf(params)
  return weightLine(input, [left, middle], params[h]) + weightLine([right, middle], output, params[2 * units + h])
}

function weightLine([x1, y1], [x2, y2], weight) {
  const { least, growth, most } = WIDTH
  const width = Math.min(least + growth * Math.abs(weight), most)
  const bend = (x1 + x2) / 2
  const path = `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`
  return `<path class="network-weight ${signClass(weight)}" d="${path}" style="stroke-width: ${width.toFixed(2)}px"/>`
}

export const signClass = (weight) => (weight < 0 ? "network-negative" : "network-positive")

function unitMarks({ left, right, top, bottom }, h, isHeld) {
  const held = isHeld ? " network-held" : ""
  return `<rect class="network-unit${held}" data-unit="${h}" x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" rx="3"/>`
}

// What each unit adds, all in one scale, so that a unit that adds little looks it.
function insides(boxes, { x, y }, params) {
  const xs = x.filter((_, i) => i % SAMPLES === 0)
  const parts = pieces(params, xs)
  const high = Math.max(...y.map(Math.abs), ...parts.flatMap((part) => Array.from(part, Math.abs)))
  const units = unitsOf(params)
  const lines = boxes.map((box, h) => {
    const panel = new Panel({ box, x: [xs[0], xs.at(-1)], y: [-1.1 * high, 1.1 * high] })
    return panel.line(xs, parts[h], `network-inside ${signClass(params[2 * units + h])}`)
  })
  return lines.join("")
}

function node(letter, [x, y]) {
  return `<circle class="network-node" cx="${x}" cy="${y}" r="${NODE_RADIUS}"/>${textAt(x, y + 4, letter, "middle")}`
}
