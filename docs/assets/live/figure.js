// The figure that a cell shows: numbers and names, in the page's own layout and colors.

import { CONFIG, loadPlotly } from "../library.js"
import { template } from "../palette.js"
import { element } from "./element.js"
import { table } from "./table.js"

const HEIGHT = 400 // pixels, where the built page shows no figure
const MOST_TRACES = 50
const MOST_POINTS = 100_000

// Draws it into a new element, which it returns with what to do when it goes.
export function draw(figure, { height = HEIGHT, width = "" } = {}) {
  const traces = (figure.traces ?? []).slice(0, MOST_TRACES).map(trace)
  const axes = { x: String(figure.xTitle ?? ""), y: String(figure.yTitle ?? "") }
  const area = element("div", { className: "plot-area" })
  area.style.height = `${height}px`
  area.style.maxWidth = width
  area.setAttribute("role", "img")
  area.setAttribute("aria-label", described(traces, axes))
  const made = element("figure", { className: "live-figure" }, area, table(traces, axes))
  const stop = show(area, traces.map(drawn), { x: safe(axes.x), y: safe(axes.y) })
  return { element: made, purge: () => stop.then((end) => end()) }
}

async function show(area, traces, axes) {
  let Plotly
  try {
    Plotly = await loadPlotly()
  } catch (error) {
    area.textContent = `This figure could not be drawn (${error.message}).`
    return () => {}
  }
  // plotly writes into what it is given.
  const paint = () => Plotly.react(area, structuredClone(traces), layout(axes, traces), CONFIG)
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

function layout({ x, y }, traces) {
  return {
    template: template(),
    autosize: true,
    dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom", // a finger scrolls
    showlegend: traces.length > 1,
    xaxis: { title: { text: x } },
    yaxis: { title: { text: y } },
  }
}

// A cell decides on these alone: what else plotly knows could ask another site for something.
function trace({ name, mode, x, y }) {
  return {
    name: String(name ?? ""),
    mode: mode === "lines" ? "lines" : "markers",
    x: numbers(x),
    y: numbers(y),
  }
}

function drawn({ name, ...rest }) {
  return { type: "scatter", name: safe(name), ...rest }
}

function numbers(given) {
  return Array.from(given ?? [])
    .slice(0, MOST_POINTS)
    .map((value) => (Number.isFinite(value) ? Number(value) : null))
}

// Plotly takes some HTML in names for what it means in a page.
function safe(name) {
  const marks = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }
  return name.replace(/[&<>]/g, (mark) => marks[mark])
}

function described(traces, { x, y }) {
  const shown = traces.map((each) => each.name).filter(Boolean)
  return `Figure${shown.length ? ` of ${shown.join(", ")}` : ""}: ${y || "y"} over ${x || "x"}`
}
