// The misses: the reader moves the parameters of a parabola, sees how far it misses each point, and
// traces the loss by tries.

import { formatCount } from "../lab/format.js"
import { Panel, drawing, onResize, textAt } from "./panel.js"
import { fitMarks, fitPanel, lossOver, squareMarks } from "./parabola.js"

const LETTERS = ["a", "b", "c"]
const FIT = { width: 430, height: 320 }
const LOSS = { width: 270, height: 320 }
const SQUARES = 0.24 // of the height of the left drawing

const rounded = (loss) => formatCount(Math.round(loss))

// `numbers` are {x, y, guesses, sliders}, each slider {min, max, step}.
export function html(numbers) {
  const state = new Tries(numbers)
  const fit = drawing("fit", FIT, "The points, your curve, and its misses", fitDrawing(state, FIT))
  const loss = drawing("loss", LOSS, "The loss of your tries", lossDrawing(state, LOSS))
  const controls = LETTERS.map((letter, index) => slider(letter, numbers.sliders[index], state.params[index]))
  const start = '<button type="button" disabled>Back to the start</button>'
  const told = `<p class="picture-told">${state.told()}</p>`
  return `${fit}${loss}<div class="picture-controls">${controls.join("")}${told}${start}</div>`
}

function slider(letter, { min, max, step }, value) {
  const range = `min="${min}" max="${max}" step="${step}" value="${value}" autocomplete="off"`
  const input = `<input type="range" aria-label="${letter}" ${range} disabled>`
  const name = `<span class="param-${letter}" aria-hidden="true">${letter}</span>`
  return `<div class="picture-control">${name}${input}<output>${value}</output></div>`
}

export function open(area, numbers) {
  const state = new Tries(numbers)
  const [fit, loss] = area.querySelectorAll(".picture-drawing")
  const sizes = { fit: FIT, loss: LOSS }
  const told = area.querySelector(".picture-told")
  const inputs = [...area.querySelectorAll("input")]
  let frame

  const paint = () => {
    fit.innerHTML = fitDrawing(state, sizes.fit)
    loss.innerHTML = lossDrawing(state, sizes.loss)
    told.innerHTML = state.told()
    inputs.forEach((input, index) => show(input, state, index))
  }
  const paintSoon = () => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(paint)
  }
  const resized = (name) => (size) => {
    sizes[name] = size
    paintSoon()
  }
  const ends = [onResize(fit, resized("fit")), onResize(loss, resized("loss"))]
  inputs.forEach((input, index) => {
    input.addEventListener("input", () => {
      state.move(index, input.valueAsNumber)
      paintSoon()
    })
  })
  area.querySelector("button").addEventListener("click", () => {
    state.restart()
    paintSoon()
  })
  return () => ends.forEach((end) => end())
}

function show(input, { params, loss }, index) {
  const value = params[index]
  if (input.valueAsNumber !== value) input.value = value
  input.setAttribute("aria-valuetext", `${value}, loss ${rounded(loss)}`)
  input.nextElementSibling.value = String(value).replace("-", "−")
}

// Where the parameters are, and the losses of the values that the one moved last has had since.
export class Tries {
  constructor(numbers) {
    this.numbers = numbers
    this.lossOf = lossOver(numbers)
    this.restart()
  }

  restart() {
    this.params = [...this.numbers.guesses]
    this.count = 0
    this.lowest = Infinity
    this.begin(0)
  }

  // Another parameter is moved from now on: its losses lie on another curve.
  begin(index) {
    this.moved = index
    this.losses = new Map()
    this.note()
  }

  move(index, value) {
    if (index !== this.moved) this.begin(index)
    this.params[index] = value
    this.count += 1
    this.note()
  }

  note() {
    this.loss = this.lossOf(this.params).loss
    this.lowest = Math.min(this.lowest, this.loss)
    this.losses.set(this.params[this.moved], this.loss)
  }

  // In the order of the parameter.
  curve() {
    return [...this.losses].sort(([one], [other]) => one - other)
  }

  told() {
    const loss = `Loss <strong>${rounded(this.loss)}</strong>`
    const tries = this.count === 1 ? "1 try" : `${formatCount(this.count)} tries`
    return this.count ? `${loss} <span>lowest of ${tries}: ${rounded(this.lowest)}</span>` : loss
  }
}

function fitDrawing({ numbers, params }, { width, height }) {
  const bottom = Math.round(height * (1 - SQUARES)) - 24
  const [left, right] = [38, width - 6]
  const fit = fitPanel(numbers, { left, top: 6, right, bottom })
  const box = { left, top: bottom + 40, right, bottom: height - 4 }
  const squares = new Panel({ box, x: fit.x, y: [0, largestSquare(numbers)] })
  const [low, high] = [numbers.x.at(0), numbers.x.at(-1)]
  return [
    fit.yAxis([0, 1000, 2000], { format: formatCount }),
    fit.xAxis([low, 0, high], { format: formatSigned }),
    fitMarks(numbers, params, fit),
    squares.xAxis([]),
    textAt(left, box.top - 3, "squared misses", "start", "picture-name"),
    squareMarks(numbers, params, squares),
  ].join("")
}

const formatSigned = (value) => String(value).replace("-", "−")

// What the bars are measured by: the largest that the guesses leave.
function largestSquare({ x, y, guesses: [a, b, c] }) {
  return Math.max(...x.map((each, i) => (a * each * each + b * each + c - y[i]) ** 2))
}

function lossDrawing(state, { width, height }) {
  const { moved, numbers, params, loss } = state
  const { min, max } = numbers.sliders[moved]
  const curve = state.curve()
  const [xs, losses] = [curve.map(([x]) => x), curve.map(([, y]) => y)]
  const top = Math.max(...losses) || 1
  const box = { left: 14, top: 24, right: width - 14, bottom: height - 20 }
  const panel = new Panel({ box, x: [min, max], y: [0, 1.08 * top] })
  const letter = LETTERS[moved]
  return [
    panel.xAxis([min, (min + max) / 2, max], { format: formatSigned }),
    textAt(box.left, 14, `loss over <tspan class="picture-${letter}">${letter}</tspan>`),
    panel.line(xs, losses, `picture-tries`),
    panel.dots(xs, losses, 2, "picture-tries"),
    panel.dots([params[moved]], [loss], 6, `picture-${letter}`),
  ].join("")
}
