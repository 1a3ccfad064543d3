// Outcome: what a run may hand to the page. Text, numbers and nothing else, whatever a cell does.

const ENDS = ["done", "error", "too much"]
const MODES = ["markers", "lines", "lines+markers", "bars"]
// More than session/ lets through: a page does not choke on what is forged.
const LONGEST = 200_000
const MOST = 20_000
const MOST_TRACES = 100

export function unfinished(how) {
  return { ended: how, value: null, figure: null, error: null, cases: [] }
}

export function outcomeOf(told) {
  if (!ENDS.includes(told?.ended)) return unfinished("crashed")
  const { value, figure, error, cases } = told
  return {
    ended: told.ended,
    value: textOf(value),
    figure: figure ? figureOf(figure) : null,
    error: textOf(error),
    cases: listOf(cases).map(caseOf),
  }
}

const textOf = (value) => (typeof value === "string" ? value.slice(0, LONGEST) : null)
const listOf = (value) => (Array.isArray(value) ? value.slice(0, MOST) : [])
const nameOf = (value) => textOf(value) ?? ""
// Numbers, names of categories, and null for a gap.
const placesOf = (value) => {
  return listOf(value).map((each) => (Number.isFinite(each) ? each : textOf(each)))
}

function caseOf(told) {
  return { name: nameOf(told?.name), passed: told?.passed === true, hint: textOf(told?.hint) }
}

function figureOf({ traces, title, xTitle, yTitle, xLog, yLog }) {
  return {
    traces: listOf(traces).slice(0, MOST_TRACES).map(traceOf),
    title: nameOf(title),
    xTitle: nameOf(xTitle),
    yTitle: nameOf(yTitle),
    xLog: xLog === true,
    yLog: yLog === true,
  }
}

function traceOf(told) {
  return {
    name: nameOf(told?.name),
    mode: MODES.includes(told?.mode) ? told.mode : "markers",
    x: placesOf(told?.x),
    y: placesOf(told?.y),
  }
}
