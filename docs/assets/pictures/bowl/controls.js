// What the reader moves in the bowl: the points, the rate, the momentum, the start.

import { formatNumber } from "../../lab/format.js"
import { makeMovable } from "../place-handle.js"
import { rangeHtml, showRange } from "../range.js"
import { tickText } from "../axis-ticks.js"

const START_STEP = 0.1
const LARGEST_PRODUCT = { plain: 2.2, momentum: 4.2 } // a little beyond what is stable

export function controlsHtml({ momentum, product, sets }) {
  const plain = momentum === undefined
  const max = LARGEST_PRODUCT[plain ? "plain" : "momentum"]
  const role = "bowl-control"
  return (
    (sets.length > 1 ? setsHtml(sets) : "") +
    rangeHtml("product", "rate", { min: 0.02, max, step: 0.02, value: product, role }) +
    (plain ? "" : rangeHtml("momentum", "momentum", { min: 0, max: 0.99, step: 0.01, value: momentum, role })) +
    '<button type="button" name="reset" disabled>Back to the start</button>'
  )
}

function setsHtml(sets) {
  const options = sets.map(({ name }, i) => `<option value="${i}">${name}</option>`)
  return `<label class="bowl-sets">Points <select name="set" autocomplete="off" disabled>${options.join("")}</select></label>`
}

// `change` takes a part of the choice, or nothing for the page's own.
export function listen(area, { pair }, { change, state }) {
  const control = (name) => area.querySelector(`[name="${name}"]`)
  for (const name of ["set", "product", "momentum"]) {
    control(name)?.addEventListener("input", ({ target }) => change({ [name]: Number(target.value) }))
  }
  control("reset").addEventListener("click", () => change())
  makeMovable(area.querySelector(".picture-handle"), {
    panel: () => state().map,
    place: () => state().place,
    step: START_STEP,
    move: (...place) => change({ guesses: withPlace(state().guesses, pair, place) }),
  })
}

function withPlace(guesses, pair, place) {
  return guesses.map((guess, j) => (pair.includes(j) ? place[pair.indexOf(j)] : guess))
}

export function showChoice(area, { descent, momentum, product, set }) {
  const rate = formatNumber(descent.rate)
  show(area, "product", product, `${product.toFixed(2)} / λ`, `${product.toFixed(2)} divided by the steepest curvature, that is ${rate}`)
  show(area, "momentum", momentum, momentum.toFixed(2), tickText(momentum))
  const select = area.querySelector('[name="set"]')
  if (select) select.selectedIndex = set
}

function show(area, name, value, text, spoken) {
  const input = area.querySelector(`[name="${name}"]`)
  if (input) showRange(input, value, text, spoken)
}
