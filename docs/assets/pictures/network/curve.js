// What a network makes of x: what each unit adds, the sum of all, the data, and the loss so far.

import { curve, pieces, unitsOf } from "./hidden-layer.js"
import { signClass } from "./diagram.js"
import { dots } from "../dots.js"
import { Panel } from "../panel.js"
import { innerBox, roundTicks, tickText, ticksBeforeName, wholeTicks } from "../axis-ticks.js"

const LOSS_DECADES = [-4, 1]
const TICK_DISTANCE = 14 // pixels, at least
const LOSS_POINTS = 300 // at most, on the curve of the loss
const SHOWN_STEPS = 1000 // of the loss, at least
const ROOM = 1.9 // times the largest y, up and down

export function curvePanel({ x, y }, size) {
  const most = ROOM * Math.max(...y.map(Math.abs))
  return new Panel({ box: innerBox(size), x: [x[0], x.at(-1)], y: [-most, most] })
}

export function curveMarks({ numbers, training, unit }, size) {
  const panel = curvePanel(numbers, size)
  const { x, y } = numbers
  const { params } = training
  const parts = pieces(params, x)
  const units = unitsOf(params)
  const lines = parts.map((part, h) => {
    const held = h === unit ? " network-held" : ""
    return panel.line(x, part, `network-piece ${signClass(params[2 * units + h])}${held}`)
  })
  const inside = [
    lines.join(""),
    dots(panel, x, y, 1.6, "picture-data"),
    panel.line(x, curve(params, x, parts), "picture-approximation"),
  ]
  return (
    panel.yAxis(roundTicks(panel.y), { name: "y", format: tickText }) +
    panel.xAxis(ticksBeforeName(panel), { name: "x", format: tickText }) +
    panel.clipped(inside.join(""))
  )
}

export function lossMarks({ training }, size) {
  const { losses, step } = training
  const last = Math.max(step, SHOWN_STEPS)
  const panel = new Panel({ box: innerBox(size), x: [0, last], y: LOSS_DECADES })
  const steps = someSteps(losses.length)
  const heights = steps.map((each) => Math.log10(losses[each]))
  const stride = 2 * Math.ceil(TICK_DISTANCE / (panel.atY(0) - panel.atY(2)))
  const powers = wholeTicks(LOSS_DECADES).filter((power) => power % stride === 0)
  return (
    panel.yAxis(powers, { name: "loss", format: (power) => tickText(10 ** power) }) +
    panel.xAxis(ticksBeforeName(panel), { name: "step", format: tickText }) +
    panel.clipped(panel.line(steps, heights, "picture-approximation")) +
    dots(panel, [step], heights.slice(-1), 3.5, "picture-step") // whole at the first step, too
  )
}

// Evenly from the first to the last of so many, not more than can be seen.
function someSteps(count) {
  const shown = Math.min(count, LOSS_POINTS)
  return Array.from({ length: shown }, (_, i) => Math.round((i * (count - 1)) / Math.max(shown - 1, 1)))
}
