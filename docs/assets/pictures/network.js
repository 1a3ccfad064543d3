// The network: hidden units as pieces that add up to a curve, and their weights, while it learns.

import { formatNumber, formatSteps } from "../lab/format.js"
import { controlsHtml, listen, showChoice } from "./network/controls.js"
import { curveMarks, lossMarks } from "./network/curve.js"
import { diagramMarks } from "./network/diagram.js"
import { NetworkState } from "./network/state.js"
import { drawing, onResize } from "./panel.js"
import { heldDrawing } from "./place-handle.js"
import { tickText } from "./axis-ticks.js"

const PER_FRAME = 12 // milliseconds of training

// In the still; on the page each has the size that the style gives it.
const SIZES = {
  diagram: { width: 300, height: 250 },
  curve: { width: 340, height: 250 },
  loss: { width: 660, height: 92 },
}

// `numbers` are {x, y, rate, units, steps, starts}: for each seed a list of starts, of one unit and more.
// The still shows what so many steps make of the first.
export function html(numbers) {
  const state = new NetworkState(numbers)
  state.catchUp()
  const { diagram, curve, loss } = SIZES
  return (
    `<div class="network"><div class="network-views">` +
    drawing("diagram", diagram, "The network: x, its hidden units, y", diagramMarks(state, diagram)) +
    heldDrawing("curve", curve, "The data, what each unit adds, and their sum", curveMarks(state, curve), "The held unit's step") +
    drawing("loss", loss, "The loss, step by step", lossMarks(state, loss)) +
    `</div><div class="picture-controls">${controlsHtml(numbers)}</div>` +
    `<div class="network-words" role="status">${words(state)}</div></div>`
  )
}

export function open(area, numbers) {
  const state = new NetworkState(numbers)
  const sizes = { ...SIZES }
  const motion = matchMedia("(prefers-reduced-motion: reduce)")
  let frame
  let before // when the last frame of playing was
  let ends // of what follows the drawings' sizes; until the training has caught up the still stands
  const paint = (now) => {
    frame = undefined
    if (state.isPlaying && !state.isBehind) state.advance(state.stepsIn(now - (before ?? now)))
    before = state.isPlaying ? now : undefined
    state.catchUp(PER_FRAME)
    const isMoving = state.isPlaying || state.isBehind
    if (!ends && !state.isBehind) ends = follow()
    else if (ends && (!state.isBehind || !motion.matches)) draw(area, state, sizes, isMoving)
    if (isMoving) change()
  }
  const change = () => (frame ??= requestAnimationFrame(paint))
  const follow = () =>
    Object.keys(SIZES).map((name) =>
      onResize(area.querySelector(`.picture-${name}`), (size) => {
        sizes[name] = size
        change()
      }),
    )
  listen(area, state, { change, sizes })
  change()
  return () => {
    cancelAnimationFrame(frame)
    ends?.forEach((end) => end())
  }
}

function draw(area, state, sizes, isMoving) {
  area.querySelector(".picture-diagram").innerHTML = diagramMarks(state, sizes.diagram)
  area.querySelector(".picture-curve .picture-marks").innerHTML = curveMarks(state, sizes.curve)
  area.querySelector(".picture-loss").innerHTML = lossMarks(state, sizes.loss)
  const said = area.querySelector(".network-words")
  // Read out when it rests.
  said.setAttribute("aria-live", isMoving ? "off" : "polite")
  said.innerHTML = words(state)
  showChoice(area, state, sizes.curve)
}

function words({ place, seed, training, unit }) {
  const { hasEnded, loss, step } = training
  if (hasEnded) return `It flew off at step ${step}: the rate is too large. Take a smaller one.`
  const run = `Start ${seed + 1}, after ${formatSteps(step)}: loss <strong>${formatNumber(loss)}</strong>.`
  if (!place) return run
  const [x, left, right] = [place.x, -place.height, place.height].map((value) => tickText(Number(value.toPrecision(3))))
  return `${run} Unit ${unit + 1} steps from ${left} to ${right} at x = ${x}.`
}
