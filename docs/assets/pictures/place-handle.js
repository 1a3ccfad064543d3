// A handle that moves in two directions on a drawing: by mouse, pen or finger, and by arrow keys.

import { tickText } from "./axis-ticks.js"

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }
const PAGE = 5 // times as far with Shift

// A drawing whose marks are drawn anew while its handle stays, and keeps the focus. The handle is named;
// `values` are those of `handleValues`, or undefined while there is nothing to hold.
export function heldDrawing(name, { width, height }, label, marks, handleName, values) {
  const attributes = Object.entries(values ?? { style: "display: none" })
  const written = attributes.map(([attribute, value]) => ` ${attribute}="${value}"`).join("")
  return (
    `<svg class="picture-held picture-${name}" viewBox="0 0 ${width} ${height}" role="group" aria-label="${label}">` +
    `<g class="picture-marks">${marks}</g>` +
    `<g class="picture-handle" role="slider" aria-label="${handleName}"${written}>` +
    '<circle class="picture-reach" r="22"/><circle class="picture-ring" r="7"/></g></svg>'
  )
}

// Attributes of a handle where two values are, at the panel's edge if they are outside; `names` say them.
export function handleValues(panel, place, names) {
  const [x, y] = [panel.x, panel.y].map(([low, high], axis) => Math.min(Math.max(place[axis], low), high))
  return {
    transform: `translate(${panel.at(x, y)})`,
    "aria-valuemin": panel.x[0],
    "aria-valuemax": panel.x[1],
    "aria-valuenow": x,
    "aria-valuetext": names.map((name, axis) => `${name} ${tickText(place[axis])}`).join(", "),
  }
}

// Without values there is nothing to hold.
export function showHandle(handle, values) {
  handle.style.display = values ? "" : "none"
  for (const [name, value] of Object.entries(values ?? {})) handle.setAttribute(name, value)
}

// `panel()` is the one that the handle is on, `place()` where it is, `step` how far a key moves it;
// `move(x, y)` is called with values of the panel.
export function makeMovable(handle, { panel, place, step, move }) {
  let grip // from the pointer to the handle's place, in values
  const at = (event) => valuesAt(handle.ownerSVGElement, panel(), event)
  const moveTo = (x, y) => {
    const { x: across, y: up } = panel()
    move(rounded(x, across, step), rounded(y, up, step))
  }
  handle.setAttribute("tabindex", "0")
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return
    const [x, y] = at(event)
    grip = place().map((value, axis) => value - [x, y][axis])
    handle.setPointerCapture(event.pointerId)
  })
  handle.addEventListener("pointermove", (event) => {
    if (!grip) return
    const [x, y] = at(event)
    moveTo(x + grip[0], y + grip[1])
  })
  for (const type of ["pointerup", "pointercancel"]) handle.addEventListener(type, () => (grip = undefined))
  // A finger on the handle does not scroll; CSS says so, too, but not to every browser for a part of an SVG.
  handle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false })
  handle.addEventListener("keydown", (event) => {
    const direction = KEYS[event.key]
    if (!direction) return
    event.preventDefault() // the page does not scroll
    const [x, y] = place()
    const far = step * (event.shiftKey ? PAGE : 1)
    moveTo(x + far * direction[0], y + far * direction[1])
  })
}

// Of a panel, where a pointer is.
function valuesAt(svg, panel, { clientX, clientY }) {
  const { a, d, e, f } = svg.getScreenCTM()
  const { left, right, top, bottom } = panel.box
  const [across, up] = [((clientX - e) / a - left) / (right - left), (bottom - (clientY - f) / d) / (bottom - top)]
  return [panel.x, panel.y].map(([low, high], axis) => low + [across, up][axis] * (high - low))
}

// To whole steps inside of the range.
function rounded(value, [low, high], step) {
  const whole = Math.min(Math.max(Math.round(value / step), Math.ceil(low / step)), Math.floor(high / step))
  return Number((whole * step).toPrecision(6))
}
