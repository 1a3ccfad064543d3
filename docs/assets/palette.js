// The page's palette: light on paper, and for plotly. site.css names the colors, and traces name
// their roles.

// By role: colors()("data"). Each is read once, when it is first used.
export function colors() {
  const style = getComputedStyle(document.body)
  const cache = {}
  return (role) => (cache[role] ??= style.getPropertyValue(`--plot-${role}`).trim())
}

// For what has no role. sgd_tutorial/figures/_colors.py has the same, for figures outside this site.
export function template() {
  const color = colors()
  const axis = {
    gridcolor: color("grid"),
    linecolor: color("axis"),
    zerolinecolor: color("axis"),
    automargin: true,
    zeroline: false,
    title: { standoff: 8, font: { size: 13 } },
    exponentformat: "power",
    minexponent: 5,
    separatethousands: true,
  }
  // Plotly leaves out points of a line that it finds straight, and curves look kinked.
  const line = { simplify: false }
  const traces = {
    // The data stays visible behind an approximation that fits it.
    scatter: [{ line, marker: { size: 9 } }, { line, marker: { size: 5 } }],
  }
  return {
    data: traces,
    layout: {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      colorway: ["data", "approximation", "step", "target", "a", "b", "c"].map(color),
      font: { family: getComputedStyle(document.body).fontFamily, color: color("text"), size: 13 },
      margin: { t: 40, r: 10, b: 40, l: 10 },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", title: { text: "" } },
      xaxis: { ...axis, ticklabelstandoff: 3 }, // the first numbers of both stand apart
      yaxis: { ...axis, ticklabelstandoff: 5 },
    },
  }
}

// Lines without a role of their own: the first is most often the loss, which has one color everywhere.
const LINE_ROLES = ["approximation", "step", "data", "target"]
const PARAMETERS = ["a", "b", "c"]

function roleOf({ line, meta, mode, name }, index) {
  if (meta?.role) return meta.role
  if (line?.color || !mode?.includes("lines")) return undefined
  return PARAMETERS.includes(name) ? name : LINE_ROLES[index % LINE_ROLES.length]
}

// A copy of the traces, each in the color of its role.
export function withColors(traces) {
  const color = colors()
  return traces.map((trace, index) => {
    const role = roleOf(trace, index)
    if (!role) return trace
    const main = color(role)
    const part = (name, value = main) => ({ [name]: { ...trace[name], color: value } })
    if (trace.type === "bar") return { ...trace, ...part("marker"), ...part("textfont", color("text")) }
    if (trace.type === "contour") return { ...trace, ...part("line") }
    return { ...trace, ...part("line"), ...part("marker"), ...part("textfont") }
  })
}

let scheme // of the screen

// Before figures.js paints the printed figures.
window.addEventListener("beforeprint", () => {
  const { dataset } = document.body
  scheme ??= dataset.mdColorScheme
  dataset.mdColorScheme = "default"
})

window.addEventListener("afterprint", () => {
  if (scheme) document.body.dataset.mdColorScheme = scheme
  scheme = undefined
})
