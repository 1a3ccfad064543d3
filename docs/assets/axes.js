// The axes of a figure: powers of ten on a logarithmic one that names no ticks of its own, and the letters
// of parameters in their colors. sgd_tutorial/figures/_drawing.py has the same powers.

import { colors } from "./palette.js"

const MOST_TICKS = 7

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
function colorLetter(title, color) {
  return title.replace(/(^|\s)(?:<span style="color: [^"]*">)?([abc])(?:<\/span>)?$/, (_, before, letter) => {
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

function logTicks([low, high]) {
  const few = Math.floor(high) - Math.ceil(low) < 2 // powers of ten: multiples of them, too
  const factors = few ? (high - low < 1.5 ? [1, 2, 5] : [1, 3]) : [1]
  const stride = Math.ceil((high - low) / MOST_TICKS)
  const ticks = []
  for (let power = Math.floor(low); power <= high; power++) {
    if (power % stride !== 0) continue
    for (const factor of factors) ticks.push({ factor, power, value: factor * 10 ** power })
  }
  return {
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map((tick) => (few ? plain(tick) : powerOfTen(tick))),
  }
}

function plain(tick) {
  if (tick.power < -3 || tick.power > 5) return powerOfTen(tick)
  return tick.value.toLocaleString("en", { maximumFractionDigits: 3 })
}

function powerOfTen({ factor, power }) {
  if (factor === 1 && (power === 0 || power === 1)) return String(10 ** power)
  const times = factor === 1 ? "" : `${factor}×`
  return `${times}10<sup>${String(power).replace("-", "−")}</sup>`
}
