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
    title: { standoff: 8 },
  }
  const traces = {
    // The data stays visible behind an approximation that fits it.
    scatter: [{ marker: { size: 9 } }, { marker: { size: 5 } }],
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
      xaxis: axis,
      yaxis: axis,
    },
  }
}

// A copy of the traces, each in the color of its role.
export function withColors(traces) {
  const color = colors()
  return traces.map((trace) => {
    const role = trace.meta?.role
    if (!role) return trace
    const main = color(role)
    const part = (name, value = main) => ({ [name]: { ...trace[name], color: value } })
    if (trace.type === "bar") return { ...trace, ...part("marker"), ...part("textfont", color("text")) }
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
