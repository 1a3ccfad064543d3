// Dragging on a chart, with a mouse, a pen or a finger. Away from the handles a finger still scrolls.

const REACH = 22 // pixels around a handle

// `handles(event)` are pairs of values; `move(index, x, y)` is called while one is dragged, `end` after.
export function makeDraggable(chart, { handles, move, end }) {
  const { canvas } = chart
  let drag // {index, pointer, dx, dy}: the handle, its pointer, and the handle's distance from it

  const nearest = (event) => {
    const box = canvas.getBoundingClientRect()
    let handle
    let distance = REACH
    handles(event).forEach(([x, y], index) => {
      const dx = box.left + chart.pixelX(x) - event.clientX
      const dy = box.top + chart.pixelY(y) - event.clientY
      if (Math.hypot(dx, dy) > distance) return
      handle = { index, dx, dy }
      distance = Math.hypot(dx, dy)
    })
    return handle
  }

  canvas.addEventListener("pointerdown", (event) => {
    const handle = drag || event.button !== 0 ? undefined : nearest(event)
    if (!handle) return
    drag = { ...handle, pointer: event.pointerId }
    canvas.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  canvas.addEventListener("pointermove", (event) => {
    if (!drag) canvas.style.cursor = nearest(event) ? "grab" : ""
    else if (drag.pointer === event.pointerId) {
      chart.isDragged = true
      move(drag.index, ...chart.valuesAt(event.clientX + drag.dx, event.clientY + drag.dy))
    }
  })
  for (const type of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(type, ({ pointerId }) => {
      if (drag?.pointer !== pointerId) return
      drag = undefined
      if (!chart.isDragged) return
      chart.isDragged = false
      end()
    })
  }
  // A finger on a handle does not scroll.
  const keepFromScrolling = (event) => nearest(event.touches[0]) && event.preventDefault()
  canvas.addEventListener("touchstart", keepFromScrolling, { passive: false })
}
