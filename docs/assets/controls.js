// The controls and tools of a figure: native elements that are in the page from the start. The first
// use draws the figure.

import { copyText } from "./clipboard.js"
import { announce } from "./code.js"
import { connectFullScreen } from "./full-screen.js"
import { loadPlotly } from "./plotly.js"

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)")
const FRAME = 600 // milliseconds for which an animation shows each of its states

// Makes them work; returns a function to call when the reader leaves the page.
export function connect(figure) {
  const stops = [...figure.element.querySelectorAll(".plot-control")].map((control, index) =>
    connectControl(figure, control, index),
  )
  stops.push(connectTools(figure))
  if (figure.element.classList.contains("plot-poster")) {
    figure.area.addEventListener("pointerdown", () => figure.draw(), { once: true })
    // So that who presses Play does not wait.
    const play = figure.element.querySelector(".plot-play")
    for (const interest of ["pointerenter", "focus", "touchstart"]) {
      play?.addEventListener(interest, loadPlotly, { once: true, passive: true })
    }
  }
  return () => stops.forEach((stop) => stop())
}

function connectControl(figure, control, index) {
  const choose = async (step) => {
    await figure.draw()
    if (figure.Plotly) await figure.apply(figure.controls[index].steps[step])
  }
  const range = control.querySelector("input")
  for (const element of control.querySelectorAll("input, button")) element.disabled = false
  if (range) return connectRange(figure, control, range, index, choose)
  connectButtons(control, choose)
  return () => {}
}

function connectButtons(control, choose) {
  const buttons = [...control.querySelectorAll("button")]
  buttons.forEach((button, step) => {
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button))
      choose(step)
    })
  })
}

function connectRange(figure, control, range, index, choose) {
  const output = control.querySelector("output")
  const play = control.querySelector(".plot-play")
  let timer

  const move = async () => {
    await choose(Number(range.value))
    if (!figure.Plotly) return
    const choice = figure.controls[index].choices[Number(range.value)]
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
    if (timer === undefined) return // stopped in the meantime
    if (range.value === range.max) stop()
    else timer = setTimeout(next, FRAME)
  }
  range.addEventListener("input", () => {
    stop()
    move()
  })
  if (play) {
    reducedMotion.addEventListener("change", stop)
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
    return (await copyText(figure.code)) ? "Copied" : "Not copied. The notebook has it"
  },
}

function connectTools(figure) {
  let leave = () => {}
  for (const button of figure.element.querySelectorAll("[data-action]")) {
    const { action } = button.dataset
    if (action === "fullscreen") {
      leave = connectFullScreen(figure.element, button)
      button.addEventListener("click", () => figure.draw())
    } else connectTool(figure, button, TOOLS[action])
  }
  return () => leave()
}

function connectTool(figure, button, use) {
  button.disabled = false
  button.addEventListener("click", async () => {
    await figure.draw()
    if (!figure.Plotly) return
    announce(button, await use(figure).catch(() => "The browser refuses"))
  })
}
