// The figure that a cell shows: numbers and names, in the page's own layout and colors.

import { element } from "../element.js"
import { template } from "../palette.js"
import { CONFIG, loadPlotly } from "../plotly.js"
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
  const stop = show(area, traces.map(traceOf), layoutOf(figure))
  return { element: node, purge: () => stop.then((end) => end()) }
}

async function show(area, traces, layout) {
  let Plotly
  try {
    Plotly = await loadPlotly()
  } catch (error) {
    area.textContent = `This figure could not be drawn (${error.message}).`
    return () => {}
  }
  const paint = () => {
    const [data, rest] = structuredClone([traces, layout]) // plotly writes into its arguments
    return Plotly.react(area, data, { ...rest, template: template() }, CONFIG)
  }
  if (area.isConnected) paint()
  const resizing = new ResizeObserver(() => area.clientWidth && Plotly.Plots.resize(area))
  const palette = new MutationObserver(paint)
  resizing.observe(area)
  palette.observe(document.body, { attributeFilter: ["data-md-color-scheme"] })
  return () => {
    resizing.disconnect()
    palette.disconnect()
    Plotly.purge(area)
  }
}

function layoutOf({ traces, title, xTitle, yTitle, xLog, yLog }) {
  return {
    autosize: true,
    dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom", // a finger scrolls
    showlegend: traces.length > 1,
    title: { text: escape(title ?? "") },
    xaxis: axisOf(xTitle, xLog),
    yaxis: axisOf(yTitle, yLog),
  }
}

function axisOf(title, isLog) {
  return { title: { text: escape(title) }, type: isLog ? "log" : "-" }
}

// A cell decides on these alone: plotly knows others that could ask another site for something.
function traceOf({ name, mode, x, y }) {
  const kind = mode === "bars" ? { type: "bar" } : { type: "scatter", mode }
  return { ...kind, name: escape(name), x: x.map(escape), y: y.map(escape) }
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
