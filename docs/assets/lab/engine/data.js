// Data: the sets of points by name, and checks of the reader's own.

import { POINTS } from "./generated-points.js"

const wholeNumbers = Array.from({ length: 41 }, (_, i) => i - 20)

export const DATA = Object.fromEntries(
  [
    made("notebook", "The notebook's parabola", "5x²", (x) => 5 * x * x, "5 * x * x"),
    shipped("noisy", "The parabola with noise", "5x² + noise of spread 100"),
    shipped("many", "1,000 noisy points", "5x² + noise of spread 100, x at random"),
    shipped("line", "A noisy line", "2x + 10 + noise of spread 5"),
    shipped("wave", "A wave", "4 sin(0.8x)"),
    made("steps", "A staircase", "20⌊x / 8⌋", (x) => 20 * Math.floor(x / 8), "20 * torch.floor(x / 8)"),
  ].map((set) => [set.name, Object.freeze(set)]),
)

// `python` is the same in torch.
function made(name, title, formula, f, y) {
  const python = { x: "torch.arange(-20.0, 21.0)", y }
  return { name, title, formula, python, x: wholeNumbers, y: wholeNumbers.map(f) }
}

// Its points were made in Python.
function shipped(name, title, formula) {
  return { name, title, formula, ...POINTS[name] }
}

export const MOST_POINTS = 10_000
const LARGEST = 1e15

// The reader's points as x and y, or an error that says what to change.
export function checkPoints(points) {
  if (!Array.isArray(points)) throw new Error("The points must be a list of pairs [x, y].")
  if (points.length < 2) {
    throw new Error(`At least 2 points are needed; there ${points.length === 1 ? "is 1" : "are none"}.`)
  }
  if (points.length > MOST_POINTS) {
    const count = points.length.toLocaleString("en")
    throw new Error(`At most 10,000 points are possible; there are ${count}.`)
  }
  points.forEach(checkPoint)
  if (points.every(([x]) => x === points[0][0])) {
    throw new Error(`All points have x = ${points[0][0]}; give at least two different x.`)
  }
  return { x: points.map(([x]) => x), y: points.map(([, y]) => y) }
}

function checkPoint(point, index) {
  const wrong = wrongWith(point)
  if (wrong) throw new Error(`Point ${(index + 1).toLocaleString("en")} ${wrong}`)
}

function wrongWith(point) {
  if (!Array.isArray(point) || point.length !== 2 || !point.every((value) => typeof value === "number")) {
    return "must be two numbers, x and y."
  }
  if (!point.every(Number.isFinite)) return "has a value that is not finite."
  if (point.some((value) => Math.abs(value) > LARGEST)) return "has a value beyond 1e15; use a larger unit."
  return ""
}
