// What the reader moves in the network: its width, its start, the rate, the training, one unit's step.

import { curvePanel } from "./curve.js"
import { handleValues, makeMovable, showHandle } from "../place-handle.js"
import { rangeHtml, showRange } from "../range.js"
import { tickText } from "../axis-ticks.js"

const SOME = 100 // steps
const RATES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]
const HANDLE_STEP = 0.05

export function controlsHtml({ rate, starts, units }) {
  return (
    `<button type="button" name="play" disabled>Play</button>` +
    `<button type="button" name="one" disabled>1 step</button>` +
    `<button type="button" name="some" disabled>${SOME} steps</button>` +
    `<button type="button" name="restart" disabled>Back to the start</button>` +
    `<button type="button" name="seed" disabled>Another start</button>` +
    rangeHtml("units", "units", { min: 1, max: starts[0].length, value: units }) +
    rangeHtml("rate", "rate", { min: 0, max: RATES.length - 1, value: RATES.indexOf(rate) }) +
    `<label class="network-choice">Hold unit <select name="unit" autocomplete="off" disabled>${unitOptions(units)}</select></label>`
  )
}

function unitOptions(units) {
  const numbers = Array.from({ length: units }, (_, h) => `<option value="${h}">${h + 1}</option>`)
  return `<option value="">none</option>${numbers.join("")}`
}

// `change` paints what has changed in the state.
export function listen(area, state, { change, sizes }) {
  const on = (name, type, action) => {
    area.querySelector(`[name="${name}"]`).addEventListener(type, ({ target }) => {
      action(target)
      change()
    })
  }
  on("play", "click", () => state.togglePlay())
  on("one", "click", () => state.advance(1))
  on("some", "click", () => state.advance(SOME))
  on("restart", "click", () => state.restart())
  on("seed", "click", () => state.nextSeed())
  on("units", "input", ({ value }) => state.change({ units: Number(value) }))
  on("rate", "input", ({ value }) => state.changeRate(RATES[value]))
  on("unit", "input", ({ value }) => (state.unit = value === "" ? null : Number(value)))
  area.querySelector(".picture-diagram").addEventListener("click", ({ target }) => {
    const { unit } = target.dataset
    if (unit === undefined) return
    state.unit = state.unit === Number(unit) ? null : Number(unit)
    change()
  })
  makeMovable(area.querySelector(".picture-handle"), {
    panel: () => curvePanel(state.numbers, sizes.curve),
    place: () => [state.place.x, state.place.height],
    step: HANDLE_STEP,
    move: (x, height) => {
      state.moveStep(x, height)
      change()
    },
  })
}

export function showChoice(area, state, size) {
  const control = (name) => area.querySelector(`[name="${name}"]`)
  const { hasEnded, isPlaying, place, rate, unit, units } = state
  control("play").textContent = isPlaying ? "Pause" : "Play"
  for (const name of ["play", "one", "some"]) control(name).disabled = hasEnded
  showRange(control("units"), units, String(units))
  showRange(control("rate"), RATES.indexOf(rate), tickText(rate))
  const select = control("unit")
  if (select.options.length !== units + 1) select.innerHTML = unitOptions(units)
  select.value = unit ?? ""
  const panel = curvePanel(state.numbers, size)
  const values = place && handleValues(panel, [place.x, place.height], ["at x =", "height"])
  showHandle(area.querySelector(".picture-handle"), values)
}
