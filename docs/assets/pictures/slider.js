// An element of a drawing as a slider: it takes the focus, arrow keys move it, and a mouse or a finger
// drags it.

const PAGE = 10 // steps of Page Up and Page Down

// A handle of a drawing, in SVG; the wide circle is what a finger meets.
export function handle(label, { min, max, x, y, now, text }, role) {
  const range = `aria-valuemin="${min}" aria-valuemax="${max}" aria-valuenow="${now}" aria-valuetext="${text}"`
  const slider = `role="slider" aria-label="${label}" ${range}`
  const circles = '<circle r="22"/><circle class="picture-ring" r="12"/><circle class="picture-knob" r="7.5"/>'
  return `<g class="picture-handle ${role}" ${slider} transform="translate(${x} ${y})">${circles}</g>`
}

// `value()` is where it is, `valueAt(event)` where a pointer is, `change(value)` moves it.
export function makeSlider(element, { min, max, step, value, valueAt, change }) {
  const inside = (wanted) => Math.min(Math.max(wanted, min), max)
  const steps = (count) => inside(Math.round(value() / step + count) * step)
  const keys = {
    ArrowRight: () => steps(1),
    ArrowUp: () => steps(1),
    ArrowLeft: () => steps(-1),
    ArrowDown: () => steps(-1),
    PageUp: () => steps(PAGE),
    PageDown: () => steps(-PAGE),
    Home: () => min,
    End: () => max,
  }
  element.setAttribute("tabindex", "0") // not in the page without scripts
  element.addEventListener("keydown", (event) => {
    const key = keys[event.key]
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    change(key())
  })

  makeDraggable(element, { value, valueAt, change: (wanted) => change(inside(wanted)) })
}

// For a mouse, a pen or a finger alone.
export function makeDraggable(element, { value, valueAt, change }) {
  let distance // of the handle from the pointer that drags it
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return
    distance = value() - valueAt(event)
    element.setPointerCapture(event.pointerId)
  })
  element.addEventListener("pointermove", (event) => {
    if (distance !== undefined) change(valueAt(event) + distance)
  })
  for (const end of ["pointerup", "pointercancel"]) {
    element.addEventListener(end, () => (distance = undefined))
  }
}

// What is told of it, and where it stands.
export function placeHandle(element, { x, y, now, text }) {
  element.setAttribute("transform", `translate(${x} ${y})`)
  element.setAttribute("aria-valuenow", now)
  element.setAttribute("aria-valuetext", text)
}
