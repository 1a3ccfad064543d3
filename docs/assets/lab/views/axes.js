// The axes of a chart as SVG, as those of the pictures: with round numbers, or with powers of ten.

import { logTicks, powerOfTen } from "../../log-ticks.js"
import { Panel, textAt } from "../../pictures/panel.js"
import { roundTicks } from "../../pictures/axis-ticks.js"

const CHARACTER = 7 // pixels, at most
const LINE = 14 // pixels
const NUMBER = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 })

// `axes` is {x, y}, each {title, log, grid, ticks}; `window` is {x: [low, high], y: [low, high]}, exponents
// of ten on a logarithmic axis; `box` is that of a panel.
export function axesMarks(axes, window, box) {
  const panel = new Panel({ box, ...window })
  const x = apart(ticksOf(axes.x, window.x), ({ value }) => panel.atX(value), width)
  const y = apart(ticksOf(axes.y, window.y), ({ value }) => -panel.atY(value), () => LINE)
  const name = textAt((box.left + box.right) / 2, box.bottom + 2 * LINE + 3, titleOf(axes.x), "middle", "picture-name")
  return (
    panel.yAxis(y.map(({ value }) => value), { name: titleOf(axes.y), format: textOf(y), grid: axes.y.grid }) +
    panel.xAxis(x.map(({ value }) => value), { format: textOf(x) }) +
    name
  )
}

// Each {value, text}, the value as on the axis.
function ticksOf({ log, ticks = logTicks }, range) {
  if (!log) return roundTicks(range).map((value) => ({ value, text: plain(value) }))
  const { tickvals, ticktext } = ticks(range)
  const all = tickvals.map((value, i) => ({ value: Math.log10(value), text: ticktext[i] }))
  return all.filter(({ value }) => value >= range[0] && value <= range[1])
}

function plain(value) {
  const number = Number(value.toPrecision(6)) // without the digits that adding up has spoiled
  const size = Math.abs(number)
  if (size === 0 || (size >= 1e-4 && size < 1e6)) return NUMBER.format(number).replace("-", "−")
  const power = Math.floor(Math.log10(size))
  return powerOfTen({ factor: Number((number / 10 ** power).toPrecision(6)), power }).replace("-", "−")
}

// Those whose texts leave room for each other.
function apart(ticks, place, size) {
  let end = -Infinity
  return ticks.filter((tick) => {
    const half = size(tick) / 2
    if (place(tick) - half < end) return false
    end = place(tick) + half
    return true
  })
}

const width = ({ text }) => CHARACTER * (text.replace(/<.*?>/g, "").length + 1)

const textOf = (ticks) => (value) => raised(ticks.find((tick) => tick.value === value).text)

// SVG has no <sup>.
function raised(text) {
  return text.replace(/<sup>(.*)<\/sup>/, '<tspan dy="-0.4em" font-size="0.8em">$1</tspan>')
}

// The letter of a parameter is in its color.
function titleOf({ title }) {
  if (!/^[a-gw]$/.test(title)) return title
  return `<tspan style="fill: var(--letter-${title}, var(--plot-${title}))">${title}</tspan>`
}
