// The bowl: a descent on the map of its loss, and its error along each direction, predicted and run.

import { controlsHtml, listen, showChoice } from "./bowl/controls.js"
import { errorMarks } from "./bowl/errors.js"
import { mapMarks, mapPanel } from "./bowl/map.js"
import { Descent } from "./bowl/descent.js"
import { drawing, onResize } from "./panel.js"
import { handleValues, heldDrawing, showHandle } from "./place-handle.js"
import { regime, verdict } from "./bowl/regimes.js"

const SIZE = { width: 340, height: 250 } // of both drawings in the still; on the page the style gives it

// `numbers` are {sets: [{name, points}], approximation, pair, guesses, product, steps} and, where it can
// be chosen, momentum.
export function html(numbers) {
  const state = stateOf(numbers, numbers, SIZE)
  const names = state.descent.directions.map(({ name }) => name).join(", ")
  const mapLabel = `Map of the loss over ${state.letters.join(" and ")}`
  return (
    `<div class="bowl"><div class="bowl-views">` +
    heldDrawing("map", SIZE, mapLabel, mapMarks(state), "Start", startValues(state)) +
    drawing("errors", SIZE, `Error along each direction, step by step: ${names}`, errorMarks(state, SIZE)) +
    `</div><div class="picture-controls">${controlsHtml(numbers)}</div>` +
    `<div class="bowl-words" role="status">${wordsHtml(state)}</div></div>`
  )
}

export function open(area, numbers) {
  let size = SIZE
  let state = stateOf(numbers, numbers, size)
  let frame
  const initial = { set: 0, ...numbers }
  const change = (part = initial) => {
    state = stateOf(numbers, { ...state, ...part }, size)
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => draw(area, state, size))
  }
  listen(area, numbers, { change, state: () => state })
  const end = onResize(area.querySelector(".picture-map"), (now) => {
    size = now
    change({})
  })
  const endOfErrors = onResize(area.querySelector(".picture-errors"), () => {}) // as large as the map
  change()
  return () => {
    cancelAnimationFrame(frame)
    end()
    endOfErrors()
  }
}

function draw(area, state, size) {
  area.querySelector(".picture-map .picture-marks").innerHTML = mapMarks(state)
  area.querySelector(".picture-errors").innerHTML = errorMarks(state, size)
  area.querySelector(".bowl-words").innerHTML = wordsHtml(state)
  showHandle(area.querySelector(".picture-handle"), startValues(state))
  showChoice(area, state)
}

const startValues = ({ letters, map, place }) => handleValues(map, place, letters)

// All that is drawn follows from the page's numbers and the reader's choice.
function stateOf(numbers, { guesses, momentum = 0, product, set = 0 }, size) {
  const { approximation, pair, sets, steps } = numbers
  const { points } = sets[set]
  const descent = new Descent({ points, approximation, guesses, momentum, product }, steps)
  const onMap = (params) => pair.map((j) => params[j])
  const best = onMap(descent.curvature.bestParams)
  const map = mapPanel(best, onMap(numbers.guesses), size)
  const letters = onMap(descent.problem.letters)
  return { best, descent, guesses, letters, map, momentum, pair, place: onMap(guesses), product, set, steps }
}

// What happens, as a whole and along each direction.
function wordsHtml({ descent, momentum }) {
  const items = descent.directions.map((direction) => {
    const { letter, name } = direction
    return `<li><span class="param-${letter}">${name}</span> ${regime(direction, momentum)}</li>`
  })
  return `<p>${verdict(descent)}</p><ul>${items.join("")}</ul>`
}
