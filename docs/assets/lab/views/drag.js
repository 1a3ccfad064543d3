// Dragging on a chart, with a mouse, a pen or a finger. Elsewhere on it a finger still scrolls.

const REACH = 22 // pixels from a handle that still take hold of it

// `handles(chart)` are pairs of values; `move(place, x, y)` is called as one is dragged, `end` after.
export function draggable(chart, { handles, move, end }) {
  const { canvas } = chart
  let held

  const nearest = (event) => {
    const box = canvas.getBoundingClientRect()
    let best = -1
    let distance = REACH
    handles().forEach(([x, y], place) => {
      const away = Math.hypot(
        chart.across(x) - event.clientX + box.left,
        chart.down(y) - event.clientY + box.top,
      )
      if (away <= distance) [best, distance] = [place, away]
    })
    return best
  }

  canvas.addEventListener("pointerdown", (event) => {
    const place = nearest(event)
    if (place < 0 || event.button !== 0) return
    held = place
    canvas.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  canvas.addEventListener("pointermove", (event) => {
    if (held !== undefined) move(held, ...chart.at(event))
    else canvas.style.cursor = nearest(event) < 0 ? "" : "grab"
  })
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, () => {
      if (held !== undefined) end()
      held = undefined
    })
  }
  // A finger that takes hold of a handle does not scroll.
  const hold = (event) => nearest(event.touches[0]) >= 0 && event.preventDefault()
  canvas.addEventListener("touchstart", hold, { passive: false })
}
