// The data sets.

import { GENERATED_POINTS } from "./generated-points.js"

const WHOLE_NUMBERS = Array.from({ length: 41 }, (_, i) => i - 20)

export const DATA = Object.fromEntries(
  [
    fromFormula("notebook", "The notebook's parabola", (x) => 5 * x * x, "5 * x * x"),
    fromPython("noisy", "The parabola with noise"),
    fromPython("many", "1,000 noisy points"),
    fromPython("line", "A noisy line"),
    fromPython("wave", "A wave"),
    fromFormula("steps", "A staircase", (x) => 20 * Math.floor(x / 8), "20 * torch.floor(x / 8)"),
  ].map((set) => [set.name, Object.freeze(set)]),
)

// `y` is the formula in torch.
function fromFormula(name, title, f, y) {
  const python = { x: "torch.arange(-20.0, 21.0)", y }
  return { name, title, python, x: WHOLE_NUMBERS, y: WHOLE_NUMBERS.map(f) }
}

function fromPython(name, title) {
  return { name, title, ...GENERATED_POINTS[name] }
}

// x and y of a set-up's points.
export function coordinatesOf({ data, points }) {
  if (data !== "own") return DATA[data]
  return { x: points.map(([x]) => x), y: points.map(([, y]) => y) }
}
