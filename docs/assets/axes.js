// The axes of a figure: ticks of a logarithmic one that has none of its own, and the letters of parameters
// in their colors.

import { logTicks } from "./log-ticks.js"
import { colors } from "./palette.js"

// Changes a layout.
export function adaptAxes(layout, data) {
  const color = colors()
  for (const [name, axis] of Object.entries(layout)) {
    if (!/^[xy]axis\d*$/.test(name)) continue
    if (axis.type === "log" && !axis.tickvals) Object.assign(axis, logTicks(exponents(name, axis, data)))
    if (axis.title?.text) axis.title.text = colorLetter(axis.title.text, color)
  }
}

// A letter at the end of a title is that of a parameter; it may have the color of the other palette.
export function colorLetter(title, color) {
  return title.replace(/(^|\s)(?:<span style="color: [^"]*">)?([a-gw])(?:<\/span>)?$/, (_, before, letter) => {
    return `${before}<span style="color: ${color(letter)}">${letter}</span>`
  })
}

// The ends of a logarithmic axis.
function exponents(name, { range }, data) {
  if (range) return range
  const [letter] = name
  const traces = data.filter((trace) => (trace[`${letter}axis`] ?? letter) === name.replace("axis", ""))
  const values = traces.flatMap((trace) => trace[letter] ?? []).filter((value) => value > 0)
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, 0])
  return low > high ? [0, 1] : [Math.log10(low) - 0.1, Math.log10(high) + 0.1]
}
