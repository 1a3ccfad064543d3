// Dragging on a chart, with a mouse, a pen or a finger. Elsewhere on it a finger still scrolls.

const REACH = 22 // pixels from a handle that still take hold of it

// `handles(event)` are pairs of values; `move(place, x, y)` is called as one is dragged, `end` after.
export function draggable(chart, { handles, move, end }) {
  const { canvas } = chart
  let held // {place, pointer, dx, dy}: the handle, whose it is, and where it was taken hold of

  const nearest = (event) => {
    const box = canvas.getBoundingClientRect()
    let best
    let distance = REACH
    handles(event).forEach(([x, y], place) => {
      const dx = box.left + chart.across(x) - event.clientX
      const dy = box.top + chart.down(y) - event.clientY
      const away = Math.hypot(dx, dy)
      if (away <= distance) [best, distance] = [{ place, dx, dy }, away]
    })
    return best
  }

  canvas.addEventListener("pointerdown", (event) => {
    const found = held || event.button !== 0 ? undefined : nearest(event)
    if (!found) return
    held = { ...found, pointer: event.pointerId }
    canvas.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  canvas.addEventListener("pointermove", (event) => {
    if (!held) canvas.style.cursor = nearest(event) ? "grab" : ""
    else if (held.pointer === event.pointerId) {
      const { clientX, clientY } = event
      move(held.place, ...chart.at({ clientX: clientX + held.dx, clientY: clientY + held.dy }))
    }
  })
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, ({ pointerId }) => {
      if (held?.pointer !== pointerId) return
      held = undefined
      end()
    })
  }
  // A finger that takes hold of a handle does not scroll.
  const hold = (event) => nearest(event.touches[0]) && event.preventDefault()
  canvas.addEventListener("touchstart", hold, { passive: false })
}
