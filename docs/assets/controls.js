// The controls and tools of a figure: native elements that are in the page from the start. Touching
// one draws the figure, if it is not drawn yet.

import { announce } from "./code.js"

const calm = matchMedia("(prefers-reduced-motion: reduce)")
const FRAME = 80 // milliseconds between the frames of an animation

// Makes them work; returns what to do when the reader leaves the page.
export function connect(figure) {
  const stops = [...figure.element.querySelectorAll(".plot-control")].map((control, place) =>
    connectControl(figure, control, place),
  )
  connectTools(figure)
  if (figure.element.classList.contains("plot-poster")) {
    figure.area.addEventListener("pointerdown", () => figure.draw(), { once: true })
  }
  return () => stops.forEach((stop) => stop())
}

function connectControl(figure, control, place) {
  const choose = async (index) => {
    await figure.draw()
    if (figure.Plotly) await figure.apply(figure.controls[place].steps[index])
  }
  const range = control.querySelector("input")
  const list = control.querySelector("select")
  for (const element of control.querySelectorAll("input, select, button")) element.disabled = false
  if (range) return connectRange(figure, control, range, place, choose)
  if (list) list.addEventListener("change", () => choose(list.selectedIndex))
  else connectButtons(control, choose)
  return () => {}
}

function connectButtons(control, choose) {
  const buttons = [...control.querySelectorAll("button")]
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button))
      choose(index)
    })
  })
}

function connectRange(figure, control, range, place, choose) {
  const output = control.querySelector("output")
  const play = control.querySelector(".plot-play")
  let timer

  const move = async () => {
    await choose(Number(range.value))
    if (!figure.Plotly) return
    const choice = figure.controls[place].choices[Number(range.value)]
    output.value = choice
    range.setAttribute("aria-valuetext", choice)
  }
  const stop = () => {
    clearTimeout(timer)
    timer = undefined
    if (play) play.textContent = "Play"
  }
  const next = async () => {
    range.value = Number(range.value) + 1
    await move()
    if (timer === undefined) return // stopped meanwhile
    if (range.value === range.max) stop()
    else timer = setTimeout(next, FRAME)
  }
  range.addEventListener("input", () => {
    stop()
    move()
  })
  if (play) {
    play.hidden = calm.matches
    calm.addEventListener("change", () => {
      stop()
      play.hidden = calm.matches
    })
    play.addEventListener("click", () => {
      if (timer !== undefined) return stop()
      if (range.value === range.max) range.value = -1
      play.textContent = "Pause"
      timer = setTimeout(next)
    })
  }
  return stop
}

const TOOLS = {
  async fullscreen({ element }) {
    if (document.fullscreenElement) await document.exitFullscreen()
    else await element.requestFullscreen()
  },
  async reset(figure) {
    const axes = Object.keys(figure.area.layout).filter((key) => /^[xy]axis\d*$/.test(key))
    const view = (axis) => figure.layout[axis]?.range
    const change = {}
    for (const axis of axes) {
      if (view(axis)) change[`${axis}.range`] = [...view(axis)]
      else change[`${axis}.autorange`] = true
    }
    await figure.Plotly.relayout(figure.area, change)
  },
  async picture(figure) {
    const { clientWidth: width, clientHeight: height } = figure.area
    const filename = figure.element.id
    await figure.Plotly.downloadImage(figure.area, { format: "png", scale: 2, width, height, filename })
  },
  async code(figure) {
    await navigator.clipboard.writeText(figure.code)
    return "Copied"
  },
}

function connectTools(figure) {
  for (const button of figure.element.querySelectorAll("[data-action]")) {
    const { action } = button.dataset
    if (action === "fullscreen" && !document.fullscreenEnabled) {
      button.hidden = true // Safari on a phone has none
      continue
    }
    button.disabled = false
    button.addEventListener("click", async () => {
      // Asked for at once: a browser grants full screen to a click, not to what comes after it.
      const told = action === "fullscreen" ? TOOLS.fullscreen(figure) : undefined
      await figure.draw()
      if (!figure.Plotly) return
      announce(button, await (told ?? TOOLS[action](figure)))
    })
  }
}
