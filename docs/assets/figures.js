// Draws the figures of a page: plotly.js and the data come from this site, plotly once per visit,
// and only when a figure comes near. Colors follow the palette.

const SELECTOR = "figure.plot"
const CONFIG = {
  displaylogo: false,
  showSendToCloud: false, // plotly.js 4 offers to upload the figure to its vendor
  responsive: true,
  // What remains: save as an image, and back to the whole view.
  modeBarButtonsToRemove: [
    "zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d",
  ],
}

let plotly // a promise of the library, once it is wanted

function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL("plotly.min.js", import.meta.url)
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => {
      plotly = undefined // the next figure tries again
      reject(new Error("plotly.min.js did not load"))
    }
    document.head.append(script)
  })
  return plotly
}

// The palette's colors, as site.css names them, in plotly's terms.
function template() {
  const style = getComputedStyle(document.body)
  const color = (role) => style.getPropertyValue(`--plot-${role}`).trim()
  const axis = {
    gridcolor: color("grid"),
    linecolor: color("axis"),
    zerolinecolor: color("axis"),
    automargin: true,
  }
  return {
    // The data stays visible behind an approximation that fits it.
    data: { scatter: [{ marker: { size: 9 } }, { marker: { size: 5 } }] },
    layout: {
      // A finger on a figure scrolls the page; a mouse zooms.
      dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom",
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      colorway: ["data", "approximation", "step", "target"].map(color),
      font: { family: style.fontFamily, color: color("text"), size: 13 },
      margin: { t: 40, r: 10, b: 40, l: 10 },
      modebar: {
        bgcolor: "rgba(0,0,0,0)",
        color: color("axis"),
        activecolor: color("text"),
      },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", title: { text: "" } },
      xaxis: axis,
      yaxis: axis,
    },
  }
}

// The page decides the width; the figure's own is the most that its area takes.
function layoutOf({ layout }) {
  const { width, ...rest } = layout
  return { ...rest, autosize: true, template: template() }
}

const drawn = new Map() // plot area -> figure

async function draw(figure) {
  const area = figure.querySelector(".plot-area")
  try {
    const [Plotly, response] = await Promise.all([loadPlotly(), fetch(figure.dataset.src)])
    if (!response.ok) throw new Error(`${figure.dataset.src}: ${response.status}`)
    const spec = await response.json()
    if (!area.isConnected) return // the reader has moved on
    drawn.set(area, spec) // before it is drawn: the palette may change meanwhile
    await Plotly.react(area, spec.data, layoutOf(spec), CONFIG)
  } catch (error) {
    area.textContent = `This figure could not be drawn (${error.message}). Reload the page to try again.`
  }
}

const nearby = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      nearby.unobserve(target)
      draw(target)
    }
  },
  { rootMargin: "600px" },
)

async function repaint() {
  const Plotly = await plotly
  for (const [area, spec] of drawn) Plotly.react(area, spec.data, layoutOf(spec), CONFIG)
}

function forgetLeft() {
  for (const area of drawn.keys()) {
    if (area.isConnected) continue
    window.Plotly.purge(area)
    drawn.delete(area)
  }
}

// Material emits on the first page and after each instant navigation.
window.document$.subscribe(() => {
  forgetLeft()
  for (const figure of document.querySelectorAll(SELECTOR)) nearby.observe(figure)
})

new MutationObserver(repaint).observe(document.body, { attributeFilter: ["data-md-color-scheme"] })
