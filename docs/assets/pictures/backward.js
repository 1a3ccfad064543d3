// The graph of backward(): numbers go forward, value by value; then slopes come back, visit by visit.

import { calculate, visits } from "./backward/graph.js"
import { drawing, onResize, textAt } from "./panel.js"
import { rangeHtml, showRange } from "./range.js"
import { tickText } from "./axis-ticks.js"

const SIZE = { width: 660, height: 230 } // of the still; on the page the style gives it
const MARGIN = { x: 46, top: 44, bottom: 60 }
const RADIUS = 19
const LEAF = { min: -5, max: 5, step: 0.5 }

// `numbers` are {values}, as graph.js takes them, each with its place: [across, up], from 0 to 1.
export function html(numbers) {
  const state = stateOf(numbers)
  const label = "The graph: each value with its number and the slope that has arrived"
  return (
    `<div class="backward"><div>${drawing("graph", SIZE, label, marks(state, SIZE))}</div>` +
    `<div class="picture-controls">${controlsHtml(state)}</div>` +
    `<div class="backward-words" role="status">${words(state)}</div></div>`
  )
}

// The first value can be changed; without a step the walk is over.
function stateOf({ values }, { leaf = values[0].number, step } = {}) {
  const graph = calculate([{ ...values[0], number: leaf }, ...values.slice(1)])
  const walk = visits(graph)
  const last = graph.length + walk.length - 1
  return { graph, walk, last, leaf, step: step ?? last }
}

// How many values have a number, and which visit is the last so far.
const born = ({ graph, step }) => Math.min(step + 1, graph.length)
const visited = ({ graph, step, walk }) => walk.slice(0, Math.max(step + 1 - graph.length, 0))

export function open(area, numbers) {
  let size = SIZE
  let state = stateOf(numbers)
  let frame
  const [svg, said] = [area.querySelector(".picture-graph"), area.querySelector(".backward-words")]
  const change = (part = {}) => {
    state = stateOf(numbers, { ...state, ...part })
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => {
      svg.innerHTML = marks(state, size)
      said.innerHTML = words(state)
      showChoice(area, state)
    })
  }
  listen(area, change, () => state)
  const end = onResize(svg, (now) => {
    size = now
    change()
  })
  change()
  return () => {
    cancelAnimationFrame(frame)
    end()
  }
}

// --- controls

function controlsHtml({ graph, last, leaf, step }) {
  return (
    '<button type="button" name="next" disabled>Next step</button>' +
    rangeHtml("step", "step", { min: 0, max: last, value: step }) +
    rangeHtml("leaf", graph[0].name, { ...LEAF, value: leaf })
  )
}

function listen(area, change, state) {
  const control = (name) => area.querySelector(`[name="${name}"]`)
  control("step").addEventListener("input", ({ target }) => change({ step: target.valueAsNumber }))
  control("leaf").addEventListener("input", ({ target }) => change({ leaf: target.valueAsNumber }))
  control("next").addEventListener("click", () => change({ step: (state().step + 1) % (state().last + 1) }))
}

function showChoice(area, state) {
  const { last, leaf, step } = state
  showRange(area.querySelector('[name="step"]'), step, `${step + 1} of ${last + 1}`)
  showRange(area.querySelector('[name="leaf"]'), leaf, tickText(leaf))
}

// --- the drawing

function marks(state, size) {
  const { graph } = state
  const seen = visited(state)
  const places = new Map(graph.map(({ name, place }) => [name, placeIn(size, place)]))
  const shown = graph.slice(0, born(state))
  const lines = shown.flatMap((value) => {
    const passed = seen.find((visit) => visit.value === value)?.passed
    return value.edges.map((edge, i) => edgeMarks(places.get(value.name), places.get(edge.to), edge, passed?.[i]))
  })
  const arrived = seen.at(-1)?.arrived ?? new Map()
  const values = graph.map((value) =>
    valueMarks(value, places.get(value.name), {
      isShown: shown.includes(value),
      isVisited: seen.at(-1)?.value === value,
      slope: arrived.get(value.name),
    }),
  )
  return lines.join("") + values.join("")
}

function placeIn({ width, height }, [across, up]) {
  const x = MARGIN.x + across * (width - 2 * MARGIN.x)
  return [Math.round(x), Math.round(height - MARGIN.bottom - up * (height - MARGIN.top - MARGIN.bottom))]
}

// A line with the slope that it multiplies by; once its value has been visited, with what it has added.
function edgeMarks([x1, y1], [x2, y2], { slope }, passed) {
  const sign = passed?.amount >= 0 ? "+" : ""
  const text = passed ? sign + tickText(passed.amount) : `×${tickText(slope)}`
  const role = passed ? "backward-passed" : "backward-edge"
  const middle = textAt((x1 + x2) / 2, (y1 + y2) / 2 + 4, text, "middle", `${role} backward-slope`)
  return `<path class="picture-line ${role}" d="M${x1} ${y1}L${x2} ${y2}"/>${middle}`
}

function valueMarks({ name, number, place }, [x, y], { isShown, isVisited, slope }) {
  const role = `backward-value${isVisited ? " backward-visited" : ""}`
  return (
    `<circle class="${role}" cx="${x}" cy="${y}" r="${RADIUS}"/>` +
    textAt(x, y - RADIUS - 7, name, "middle", "backward-name") +
    (isShown ? textAt(x, y + 4, tickText(number), "middle") : "") +
    (slope === undefined ? "" : slopeMark(tickText(slope), [x, y], place[1] > 0))
  )
}

// Below a value, or beside one with lines below.
function slopeMark(slope, [x, y], isHigh) {
  const [left, top, anchor] = isHigh ? [x + RADIUS + 7, y + 4, "start"] : [x, y + RADIUS + 17, "middle"]
  return textAt(left, top, `slope ${slope}`, anchor, "backward-arrived")
}

// --- in words

function words(state) {
  const visit = visited(state).at(-1)
  if (visit) return visitWords(visit)
  const { formula, name, number } = state.graph[born(state) - 1]
  return `Forward: ${name} = ${formula ? `${formula} = ` : ""}${tickText(number)}.`
}

function visitWords({ value, gradient, passed }) {
  const start = `Backward: visit ${value.name}, where ${tickText(gradient)} has arrived.`
  if (!passed.length) return `${start} That is the slope of the result along ${value.name}.`
  const shares = passed.map(
    ({ to, slope, amount }) => `to ${to} ${tickText(gradient)} × ${tickText(slope)} = ${tickText(amount)}`,
  )
  return `${start} It passes on ${shares.join(", ")}.`
}
