// What a run may hand to the page: text, numbers and nothing else, whatever a cell does.

const ENDS = ["done", "error", "too much"]
const MODES = ["markers", "lines", "lines+markers", "bars", "text"]
// At least the limits of browser/session: these stop what a cell forges.
const LONGEST = 200_000 // characters
const MOST = 20_000 // elements of a list
const MOST_TRACES = 100
const MOST_FIGURES = 20

export function unfinished(ended) {
  return { ended, value: null, figures: [], error: null, cases: [] }
}

export function outcomeOf(message) {
  if (!ENDS.includes(message?.ended)) return unfinished("crashed")
  const { ended, value, figures, error, cases } = message
  return {
    ended,
    value: textOf(value),
    figures: listOf(figures).slice(0, MOST_FIGURES).map(figureOf),
    error: textOf(error),
    cases: listOf(cases).map(caseOf),
  }
}

const textOf = (value) => (typeof value === "string" ? value.slice(0, LONGEST) : null)
const listOf = (value) => (Array.isArray(value) ? value.slice(0, MOST) : [])
const nameOf = (value) => textOf(value) ?? ""
// Numbers, names of categories, and null for a gap.
const coordinatesOf = (values) => {
  return listOf(values).map((each) => (Number.isFinite(each) ? each : textOf(each)))
}

function caseOf(value) {
  return { name: nameOf(value?.name), passed: value?.passed === true, hint: textOf(value?.hint) }
}

function figureOf(value) {
  const { traces, title, xTitle, yTitle, xLog, yLog, xRange, yRange } = value ?? {}
  return {
    traces: listOf(traces).slice(0, MOST_TRACES).map(traceOf),
    title: nameOf(title),
    xTitle: nameOf(xTitle),
    yTitle: nameOf(yTitle),
    xLog: xLog === true,
    yLog: yLog === true,
    xRange: rangeOf(xRange),
    yRange: rangeOf(yRange),
  }
}

// The ends of an axis; null where the numbers decide.
function rangeOf(value) {
  const ends = listOf(value).slice(0, 2)
  return ends.length === 2 && ends.every(Number.isFinite) ? ends : null
}

function traceOf(value) {
  return {
    name: nameOf(value?.name),
    mode: MODES.includes(value?.mode) ? value.mode : "markers",
    x: coordinatesOf(value?.x),
    y: coordinatesOf(value?.y),
  }
}
