// The axes of a figure: ticks of a logarithmic one that has none of its own, the names of y axes upright
// above them, and the letters of parameters in their colors.

import { logTicks } from "./log-ticks.js"
import { colors } from "./palette.js"

const Y_NAME = "name of a y axis" // of an annotation

// Changes a layout.
export function adaptAxes(layout, data) {
  const color = colors()
  layout.annotations ??= []
  for (const [name, axis] of Object.entries(layout)) {
    if (!/^[xy]axis\d*$/.test(name)) continue
    if (axis.type === "log" && !axis.tickvals) Object.assign(axis, logTicks(exponents(name, axis, data)))
    if (!axis.title?.text) continue
    if (name.startsWith("y")) layout.annotations.push(uprightName(name, axis))
    else axis.title.text = colorLetter(axis.title.text, color)
  }
  for (const annotation of layout.annotations.filter(isYName)) annotation.text = colorLetter(annotation.text, color)
}

export function hasYName({ annotations }) {
  return annotations.some(isYName)
}

const isYName = ({ name }) => name === Y_NAME

// Takes the title of a y axis away, which plotly would turn on its side; the name begins where the axis does.
function uprightName(name, axis) {
  const { text } = axis.title
  delete axis.title
  const [xref, yref] = [axis.anchor ?? "x", name.replace("axis", "")].map((id) => `${id} domain`)
  const place = { xref, x: 0, xanchor: "left", yref, y: 1, yanchor: "bottom", yshift: 2 }
  return { name: Y_NAME, text, showarrow: false, ...place }
}

// A letter at the end of a title is that of a parameter; it may have the color of the other palette.
function colorLetter(title, color) {
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
