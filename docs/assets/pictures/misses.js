// The misses: the reader moves the parameters of a parabola, sees how far it misses each point, and
// traces the loss by tries.

import { formatCount } from "../lab/format.js"
import { Panel, drawing, onResize, textAt } from "./panel.js"
import { evaluate, fitAxes, fitMarks, fitPanel, squareMarks } from "./parabola.js"
import { rangeHtml, showRange } from "./range.js"
import { makeDraggable } from "./slider.js"
import { Tries } from "./tries.js"

const LETTERS = ["a", "b", "c"]
const FIT = { width: 430, height: 320 }
const LOSS = { width: 270, height: 320 }
const SQUARES = 0.24 // of the height of the left drawing
const GRIPS = [14, -14, 0] // where on the curve each parameter can be held, in x
const LETTER = { below: 21, above: -12, room: 30 } // pixels from where it is held; the room that it takes below

const rounded = (loss) => formatCount(Math.round(loss))

// `numbers` are {x, y, guesses, sliders}, each slider {min, max, step}.
export function html(numbers) {
  const tries = new Tries(numbers)
  const grips = GRIPS.map((_, index) => gripAt(tries.params, index, fitBox(numbers, FIT)))
  const marks = `<g>${fitDrawing(tries, FIT)}</g>${grips.join("")}`
  const fit = drawing("fit", FIT, "The points, your curve, and its misses", marks)
  const loss = drawing("loss", LOSS, "The losses of your tries", lossDrawing(tries, LOSS))
  const sliders = LETTERS.map((letter, index) => {
    const value = tries.params[index]
    return rangeHtml(letter, letter, { ...numbers.sliders[index], value, letter, shown: value })
  })
  const start = '<button type="button" disabled>Back to the start</button>'
  const controls = `${sliders.join("")}<p class="picture-told">${told(tries)}</p>${start}`
  return `${fit}${loss}<div class="picture-controls">${controls}</div>`
}

// Keys and screen readers have the sliders.
function gripAt(params, index, panel) {
  const letter = LETTERS[index]
  const place = gripPlace(params, index, panel)
  const name = textAt(0, letterPlace(place, panel), letter, "middle", "picture-letter")
  const marks = `<circle r="22"/><circle class="picture-knob" r="6.5"/>${name}`
  return `<g class="picture-grip picture-${letter}" aria-hidden="true" transform="translate(${place.join(" ")})">${marks}</g>`
}

function gripPlace(params, index, panel) {
  const [y] = evaluate(params, [GRIPS[index]])
  return [panel.atX(GRIPS[index]), panel.atY(Math.min(Math.max(y, panel.y[0]), panel.y[1]))]
}

// Below, where it covers no miss, but not on the numbers of the axis.
function letterPlace([, y], { box }) {
  return y + LETTER.room < box.bottom ? LETTER.below : LETTER.above
}

export function open(area, numbers) {
  const picture = new Picture(area, numbers)
  return () => picture.close()
}

class Picture {
  constructor(area, numbers) {
    this.tries = new Tries(numbers)
    this.sizes = { fit: FIT, loss: LOSS }
    const [fit, loss] = area.querySelectorAll(".picture-drawing")
    Object.assign(this, { numbers, fit, loss, marks: fit.querySelector("g") })
    this.told = area.querySelector(".picture-told")
    this.inputs = [...area.querySelectorAll("input")]
    this.grips = [...area.querySelectorAll(".picture-grip")]
    this.connect(area.querySelector("button"))
  }

  connect(start) {
    this.inputs.forEach((input, index) => {
      input.addEventListener("input", () => this.move(index, input.valueAsNumber))
    })
    this.grips.forEach((grip, index) => this.connectGrip(grip, index))
    start.addEventListener("click", () => {
      this.tries.restart()
      this.paintSoon()
    })
    this.ends = ["fit", "loss"].map((name) =>
      onResize(this[name], (size) => {
        this.sizes[name] = size
        this.paintSoon()
      }),
    )
  }

  // The parameter with which the curve passes where the pointer is.
  connectGrip(grip, index) {
    const { tries, numbers } = this
    const top = () => this.fit.getBoundingClientRect().top
    makeDraggable(grip, {
      value: () => tries.params[index],
      valueAt: ({ clientY }) => {
        const wanted = fitBox(numbers, this.sizes.fit).yAt(clientY - top())
        const [now] = evaluate(tries.params, [GRIPS[index]])
        return tries.params[index] + (wanted - now) / GRIPS[index] ** (2 - index)
      },
      change: (value) => this.move(index, onSlider(value, numbers.sliders[index])),
    })
  }

  move(index, value) {
    if (value === this.tries.params[index]) return
    this.tries.move(index, value)
    this.paintSoon()
  }

  paintSoon() {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => this.paint())
  }

  paint() {
    const { tries, sizes } = this
    this.marks.innerHTML = fitDrawing(tries, sizes.fit)
    this.loss.innerHTML = lossDrawing(tries, sizes.loss)
    this.told.innerHTML = told(tries)
    this.inputs.forEach((input, index) => show(input, tries, index))
    const panel = fitBox(this.numbers, sizes.fit)
    this.grips.forEach((grip, index) => {
      const place = gripPlace(tries.params, index, panel)
      grip.setAttribute("transform", `translate(${place.join(" ")})`)
      grip.querySelector("text").setAttribute("y", letterPlace(place, panel))
    })
  }

  close() {
    cancelAnimationFrame(this.frame)
    this.ends.forEach((end) => end())
  }
}

// The nearest value that the slider has.
function onSlider(value, { min, max, step }) {
  const nearest = Math.round(value / step) * step
  return Number(Math.min(Math.max(nearest, min), max).toFixed(6))
}

function show(input, { params, loss }, index) {
  const text = formatSigned(params[index])
  showRange(input, params[index], text, `${text}, loss ${rounded(loss)}`)
}

function told({ count, loss, lowest }) {
  const now = `Loss <strong>${rounded(loss)}</strong>`
  const tries = count === 1 ? "1 try" : `${formatCount(count)} tries`
  return count ? `${now} <span>Lowest of ${tries}: ${rounded(lowest)}</span>` : now
}

function fitBox(numbers, { width, height }) {
  const bottom = Math.round(height * (1 - SQUARES)) - 24
  return fitPanel(numbers, { left: 38, top: 6, right: width - 6, bottom })
}

function fitDrawing({ numbers, params }, size) {
  const fit = fitBox(numbers, size)
  const { left, right, bottom } = fit.box
  const box = { left, top: bottom + 42, right, bottom: size.height - 4 }
  const squares = new Panel({ box, x: fit.x, y: [0, largestSquare(numbers)] })
  return [
    fitAxes(numbers, fit),
    fitMarks(numbers, params, fit),
    squares.xAxis([]),
    textAt(left, box.top - 6, "squared misses", "start", "picture-name"),
    squareMarks(numbers, params, squares),
  ].join("")
}

const formatSigned = (value) => String(value).replace("-", "−")

// What the bars are measured by: the largest that the guesses leave.
function largestSquare({ x, y, guesses }) {
  return Math.max(...evaluate(guesses, x).map((value, i) => (value - y[i]) ** 2))
}

function lossDrawing(tries, size) {
  const { moved, numbers, params, loss } = tries
  const curve = tries.curve()
  const [xs, losses] = [curve.map(([x]) => x), curve.map(([, y]) => y)]
  const panel = lossPanel(numbers.sliders[moved], Math.max(...losses), size)
  const { left, bottom } = panel.box
  const letter = LETTERS[moved]
  const [low, high] = panel.x
  const hint = "Move a slider: each try leaves a dot."
  return [
    panel.xAxis([low, (low + high) / 2, high], { format: formatSigned }),
    textAt(left, 14, `loss over <tspan class="picture-letter picture-${letter}">${letter}</tspan>`),
    tries.count ? "" : textAt((left + panel.box.right) / 2, bottom - 12, hint, "middle", "picture-name"),
    panel.line(xs, losses, "picture-tries"),
    panel.dots(xs, losses, 2, "picture-tries"),
    panel.dots([params[moved]], [loss], 6, `picture-${letter}`),
  ].join("")
}

function lossPanel({ min, max }, highest, { width, height }) {
  const box = { left: 14, top: 24, right: width - 14, bottom: height - 22 }
  return new Panel({ box, x: [min, max], y: [0, 1.08 * (highest || 1)] })
}
