// The figure that a cell shows: numbers and names, in the page's own layout and colors.

import { element } from "../element.js"
import { show } from "../figures.js"
import { tableOf } from "./table.js"

const HEIGHT = 400 // pixels, if the built page shows no figure

// Draws a figure that outcome.js has checked into a new element; returns the element, and a
// function to call when it goes.
export function draw(figure, { height = HEIGHT, width = "" } = {}, caption) {
  const { traces } = figure
  const axes = { x: figure.xTitle || "x", y: figure.yTitle || "y" }
  const label = { role: "img", ariaLabel: description(traces, axes) }
  const area = element("div", { className: "plot-area", ...label })
  area.style.height = `${height}px`
  area.style.maxWidth = width
  const node = element("figure", { className: "live-figure" }, area)
  if (caption) node.append(element("figcaption", {}, caption))
  node.append(tableOf(traces, axes))
  const purge = show(node, { data: traces.map(traceOf), layout: layoutOf(figure) })
  return { element: node, purge }
}

function layoutOf({ traces, title, xTitle, yTitle, xLog, yLog, xRange, yRange }) {
  const drawn = traces.filter(({ mode }) => mode !== "text")
  const showlegend = drawn.length > 1 && drawn.some(({ name }) => name)
  return {
    showlegend,
    ...(title && titled(title, showlegend)),
    xaxis: axisOf(xTitle, xLog, xRange),
    yaxis: axisOf(yTitle, yLog, yRange),
  }
}

// A title at the top, and room for it above the legend.
function titled(title, showlegend) {
  const place = { yref: "container", y: 1, yanchor: "top", pad: { t: 8 } }
  return { title: { text: escape(title), ...place }, margin: { t: showlegend ? 76 : 48 } }
}

function axisOf(title, isLog, range) {
  const axis = { title: { text: escape(title) }, type: isLog ? "log" : "-" }
  return range ? { ...axis, range } : axis
}

// A cell decides on these alone: plotly knows others that could ask another site for something.
function traceOf({ name, mode, x, y }) {
  const kind = mode === "bars" ? { type: "bar" } : { type: "scatter", mode }
  const isText = mode === "text"
  const shown = { name: escape(name), showlegend: name !== "" && !isText, x: x.map(escape), y: y.map(escape) }
  return { ...kind, ...shown, ...(isText && { text: [shown.name] }) }
}

// Plotly would read some HTML in texts. Numbers and gaps stay as they are.
function escape(value) {
  const marks = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }
  return typeof value === "string" ? value.replace(/[&<>]/g, (mark) => marks[mark]) : value
}

function description(traces, { x, y }) {
  const names = traces.map((each) => each.name).filter(Boolean)
  return `Figure${names.length ? ` of ${names.join(", ")}` : ""}: ${y} over ${x}`
}
