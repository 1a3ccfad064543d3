// The error of a descent along each direction of the bowl: a line as predicted, a dot for each step.

import { dots } from "../dots.js"
import { Panel, textAt } from "../panel.js"
import { innerBox, tickText, ticksBeforeName, wholeTicks } from "../axis-ticks.js"

const DECADES = [-3, 1] // that are shown
const LEAST = 1e-9 // what is nearer to 0 is drawn there
const LABEL = { distance: 15, width: 90 }

export function errorMarks({ descent, steps }, size) {
  const panel = new Panel({ box: innerBox(size), x: [0, steps], y: DECADES })
  const { directions, errors, predictedErrors } = descent
  const count = errors.map((_, step) => step)
  const lines = directions.map(({ index, letter }) => {
    const role = `picture-${letter}`
    const run = dots(panel, count, exponents(errors, index), 1.6, role)
    return panel.line(count, exponents(predictedErrors, index), `${role} bowl-predicted`) + run
  })
  const heights = directions.map(({ index }) => exponents(errors, index))
  const places = labelPlaces(heights, panel)
  const labels = directions.map((direction, d) => labelHtml(places[d], direction, heights[d], panel))
  return (
    panel.yAxis(wholeTicks(DECADES), { name: "error", format: (power) => tickText(10 ** power) }) +
    panel.xAxis(ticksBeforeName(panel), { name: "step", format: tickText }) +
    panel.clipped(lines.join("")) +
    labels.join("")
  )
}

function exponents(rows, index) {
  return rows.map((row) => Math.log10(Math.max(Math.abs(row[index]), LEAST)))
}

// Where each line leaves the panel or ends; such as would lie on each other stand apart.
function labelPlaces(lines, panel) {
  const { top, bottom } = panel.box
  const places = lines.map((heights) => {
    const leaving = heights.findIndex((height) => height < DECADES[0] || height > DECADES[1])
    const step = leaving < 0 ? heights.length - 1 : Math.max(leaving - 1, 0)
    const y = panel.atY(heights[step]) - 6
    return { x: panel.atX(step), y: Math.min(Math.max(y, top + 12), bottom - 8) }
  })
  const order = [...places].sort((one, other) => one.y - other.y)
  const isNear = (place) => (other) => Math.abs(other.x - place.x) < LABEL.width
  order.forEach((place, i) => {
    for (const { y } of order.slice(0, i).filter(isNear(place))) place.y = Math.max(place.y, y + LABEL.distance)
  })
  // From the lower edge, which some may have passed now, up again.
  order.reverse().forEach((place, i) => {
    place.y = Math.min(place.y, bottom - 8)
    for (const { y } of order.slice(0, i).filter(isNear(place))) place.y = Math.min(place.y, y - LABEL.distance)
  })
  return places
}

// Right of the place; left of it where the panel ends, and there below a line that falls.
function labelHtml({ x, y }, { letter, name }, heights, panel) {
  const css = `picture-label picture-${letter}`
  if (x <= panel.box.right - LABEL.width) return textAt(x + 8, y, name, "start", css)
  const falls = heights.at(-1) < heights[0]
  const above = heights.findLastIndex((height) => panel.atY(height) < y - LABEL.distance)
  return textAt(falls ? Math.min(panel.atX(above), x) - 2 : x - 2, y, name, "end", css)
}
