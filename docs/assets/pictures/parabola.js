// The parabola ax² + bx + c that pictures fit to points: its loss, its gradient, and how they look.

import { APPROXIMATIONS, designMatrix, evaluate as evaluateAny } from "../lab/engine/approximations.js"
import { createLoss } from "../lab/engine/loss.js"
import { formatCount } from "../lab/format.js"
import { Panel } from "./panel.js"

const { quadratic } = APPROXIMATIONS
const CURVE_POINTS = 81

export const evaluate = (params, xs) => evaluateAny(quadratic, params, xs)

// A function of [a, b, c] that returns {loss, gradient}, for points {x, y}.
export function lossOver({ x, y }) {
  const matrix = designMatrix(quadratic, x)
  const loss = createLoss({ x, y, size: 3, designMatrix: matrix, mean: false, single: false })
  const all = { order: x.map((_, i) => i), start: 0, end: x.length }
  return (params) => ({ loss: loss.evaluate(params, all), gradient: [...loss.gradient] })
}

// The points, the curve, and how far it misses each.
export function fitMarks({ x, y }, params, panel) {
  const values = evaluate(params, x)
  const misses = x.map((each, i) => [
    [each, y[i]],
    [each, values[i]],
  ])
  const marks = [
    panel.segments(misses, "picture-miss"),
    panel.dots(x, y, 2.5, "picture-data"),
    curve(params, panel, "picture-approximation"),
  ]
  return panel.clipped(marks.join(""))
}

// The curve that a step leads to.
export function futureMarks(params, panel) {
  return panel.clipped(curve(params, panel, "picture-future"))
}

function curve(params, panel, role) {
  const [low, high] = panel.x
  const xs = Array.from({ length: CURVE_POINTS }, (_, i) => low + ((high - low) * i) / (CURVE_POINTS - 1))
  return panel.line(xs, evaluate(params, xs), role)
}

// The square of each miss as a bar; all bars together are the loss.
export function squareMarks({ x, y }, params, panel) {
  const values = evaluate(params, x)
  const bars = x.map((each, i) => [
    [each, 0],
    [each, (values[i] - y[i]) ** 2],
  ])
  return panel.clipped(panel.segments(bars, "picture-square"))
}

// The panel in which the points stand, with a little room.
export function fitPanel({ x, y }, box) {
  const [low, high] = [Math.min(...y), Math.max(...y)]
  const room = 0.12 * (high - low)
  return new Panel({ box, x: [Math.min(...x) - 1, Math.max(...x) + 1], y: [low - room, high + room] })
}

export function fitAxes({ x, y }, panel) {
  const half = Math.max(...y) / 2
  const signed = (value) => String(value).replace("-", "−")
  const up = panel.yAxis([0, half, 2 * half], { format: formatCount })
  return up + panel.xAxis([Math.min(...x), 0, Math.max(...x)], { format: signed })
}
