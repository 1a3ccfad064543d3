// The figure that a cell shows: numbers and names, in the page's own layout and colors.

import { element } from "../element.js"
import { CONFIG, loadPlotly } from "../library.js"
import { template } from "../palette.js"
import { table } from "./table.js"

const HEIGHT = 400 // pixels, where the built page shows no figure

// Draws what outcome.js lets through, into a new element; returns it, and what to do when it goes.
export function draw(figure, { height = HEIGHT, width = "" } = {}, caption) {
  const { traces } = figure
  const axes = { x: figure.xTitle || "x", y: figure.yTitle || "y" }
  const area = element("div", { className: "plot-area" })
  area.style.height = `${height}px`
  area.style.maxWidth = width
  area.setAttribute("role", "img")
  area.setAttribute("aria-label", described(traces, axes))
  const made = element("figure", { className: "live-figure" }, area)
  if (caption) made.append(element("figcaption", {}, caption))
  made.append(table(traces, axes))
  const stop = show(area, traces.map(trace), layout(figure, traces))
  return { element: made, purge: () => stop.then((end) => end()) }
}

async function show(area, traces, look) {
  let Plotly
  try {
    Plotly = await loadPlotly()
  } catch (error) {
    area.textContent = `This figure could not be drawn (${error.message}).`
    return () => {}
  }
  // plotly writes into what it is given.
  const paint = () => {
    const [data, rest] = structuredClone([traces, look])
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

function layout({ title, xTitle, yTitle, xLog, yLog }, traces) {
  return {
    autosize: true,
    dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom", // a finger scrolls
    showlegend: traces.length > 1,
    title: { text: safe(title ?? "") },
    xaxis: axis(xTitle, xLog),
    yaxis: axis(yTitle, yLog),
  }
}

function axis(title, isLog) {
  return { title: { text: safe(title) }, type: isLog ? "log" : "-" }
}

// A cell decides on these alone: what else plotly knows could ask another site for something.
function trace({ name, mode, x, y }) {
  const kind = mode === "bars" ? { type: "bar" } : { type: "scatter", mode }
  return { ...kind, name: safe(name), x: x.map(safe), y: y.map(safe) }
}

// Plotly takes some HTML in texts for what it means in a page. Numbers and gaps stay as they are.
function safe(value) {
  const marks = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }
  return typeof value === "string" ? value.replace(/[&<>]/g, (mark) => marks[mark]) : value
}

function described(traces, { x, y }) {
  const shown = traces.map((each) => each.name).filter(Boolean)
  return `Figure${shown.length ? ` of ${shown.join(", ")}` : ""}: ${y} over ${x}`
}
