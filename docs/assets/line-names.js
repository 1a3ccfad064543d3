// Names of lines at their right ends, in place of a legend, where all of them end at the edge and a
// figure has room beside them.

const LETTER = 7 // pixels across, at most
const LINE = 16 // pixels from one name to the next
const MAX_SHARE = 0.3 // of the figure's width
const AROUND = 70 // pixels above and below the lines

// Annotations and margin for a layout; nothing where a legend is better.
export function lineNames(traces, { yaxis = {} }, { clientWidth, clientHeight }) {
  const named = traces.filter(({ name, showlegend }) => name && showlegend !== false)
  const room = 16 + LETTER * Math.max(...named.map(({ name }) => name.length))
  if (named.length < 2 || room > MAX_SHARE * clientWidth || !named.every(isLine)) return undefined
  if (new Set(named.map(({ x }) => x.at(-1))).size > 1) return undefined
  const scale = yaxis.type === "log" ? Math.log10 : Number
  const pixels = (clientHeight - AROUND) / spanOf(named, scale)
  const ends = named.map(({ line, name, y }) => ({ name, color: line.color, y: scale(y.at(-1)) }))
  return { annotations: apart(ends, pixels).map(annotation), margin: { r: room } }
}

function isLine({ mode, type = "scatter", x, xaxis = "x", y, yaxis = "y" }) {
  const ends = Array.isArray(x) && Number.isFinite(x.at(-1)) && Number.isFinite(y.at(-1))
  return /^scatter(gl)?$/.test(type) && mode?.includes("lines") && xaxis === "x" && yaxis === "y" && ends
}

function spanOf(traces, scale) {
  const values = traces.flatMap(({ y }) => y.map(scale)).filter(Number.isFinite)
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])
  return 1.1 * (high - low) || 1
}

// From the bottom up, each name at least a line above the one below.
function apart(ends, pixels) {
  let lowest = -Infinity
  return ends
    .sort((one, other) => one.y - other.y)
    .map((end) => {
      lowest = Math.max(end.y * pixels, lowest + LINE)
      return { ...end, shift: lowest - end.y * pixels }
    })
}

function annotation({ color, name, shift, y }) {
  return {
    ...{ x: 1, xref: "paper", xanchor: "left", xshift: 6, y, yref: "y", yanchor: "middle", yshift: shift },
    text: `<span style="color: ${color}">${name}</span>`,
    font: { size: 12 },
    showarrow: false,
  }
}
