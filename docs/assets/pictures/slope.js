// The slope: the reader drags a along the valley of the loss. Its slope there and the step that the
// learning rate makes of it follow, and the fit beside it.

import { formatCount } from "../lab/format.js"
import { Descent } from "./descent.js"
import { drawing, onResize } from "./panel.js"
import { fitAxes, fitMarks, fitPanel, futureMarks } from "./parabola.js"
import { rangeHtml, showRange } from "./range.js"
import { handle, makeSlider, placeHandle } from "./slider.js"
import { placeOf, valleyMarks, valleyPanel } from "./valley.js"

const VALLEY = { width: 420, height: 320 }
const FIT = { width: 262, height: 320 }
const GLIDE = 700 // milliseconds that a step takes

const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)")

// `numbers` are {x, y, guesses, rate, rates: {min, max, step}, range: {min, max, step}}: the points, where
// the parameters are, the learning rate, and how far the reader may move it and a.
export function html(numbers) {
  const descent = new Descent(numbers)
  const knob = handle("a", { ...numbers.range, ...toldOf(descent, VALLEY) }, "picture-a")
  const marks = `<g>${valleyDrawing(descent, VALLEY)}</g>${knob}`
  const valley = drawing("valley", VALLEY, "The loss over a", marks, "group")
  const fit = drawing("fit", FIT, "The points, the curve, and its misses", fitDrawing(descent, FIT))
  const formula = `<p class="picture-formula">${formulaOf(descent)}</p>`
  return valley + fit + formula + controls(descent, numbers)
}

function controls(descent, { rate, rates }) {
  const shown = formatRate(rate)
  const slider = rangeHtml("rate", "rate", { ...rates, value: rate, label: "learning rate", shown })
  const take = '<button type="button" name="step" disabled>Take this step</button>'
  const start = '<button type="button" name="start" disabled>Back to the start</button>'
  const told = `<p class="picture-told"><span>${lossTold(descent)}</span> <span role="status"></span></p>`
  return `<div class="picture-controls">${slider}${take}${start}${told}</div>`
}

export function open(area, numbers) {
  const picture = new Picture(area, numbers)
  return () => picture.close()
}

class Picture {
  constructor(area, numbers) {
    this.descent = new Descent(numbers)
    this.sizes = { valley: VALLEY, fit: FIT }
    const find = (selector) => area.querySelector(selector)
    this.marks = find(".picture-valley > g")
    this.fit = find(".picture-fit")
    this.knob = find(".picture-handle")
    this.formula = find(".picture-formula")
    ;[this.told, this.status] = find(".picture-told").children
    this.rate = find("input")
    this.stepButton = find("[name=step]")
    this.connect(find(".picture-valley"), find("[name=start]"), numbers)
  }

  connect(valley, start, { range }) {
    const { descent } = this
    const left = () => valley.getBoundingClientRect().left
    makeSlider(this.knob, {
      ...range,
      value: () => descent.a,
      valueAt: ({ clientX }) => this.panel.xAt(clientX - left()),
      change: (a) => this.change(() => descent.moveTo(a)),
    })
    this.rate.addEventListener("input", () => this.change(() => (descent.rate = this.rate.valueAsNumber)))
    this.stepButton.addEventListener("click", () => this.takeStep())
    start.addEventListener("click", () => this.change(() => descent.restart()))
    this.ends = [
      onResize(valley, (size) => this.resize("valley", size)),
      onResize(this.fit, (size) => this.resize("fit", size)),
    ]
    this.resize("valley", VALLEY)
  }

  resize(name, size) {
    this.sizes[name] = size
    this.panel = valleyPanel(this.descent, this.sizes.valley)
    this.paintSoon()
  }

  change(move) {
    this.stopGlide()
    move()
    this.tell("")
    this.paintSoon()
  }

  takeStep() {
    this.stopGlide()
    const { descent } = this
    if (descent.leaves) return
    const from = descent.a
    descent.takeStep()
    this.tell(`Step ${descent.trail.length} taken.`)
    if (!reducedMotion().matches) this.glide = { from, start: performance.now() }
    this.paintSoon()
  }

  stopGlide() {
    this.glide = undefined
  }

  tell(text) {
    this.status.textContent = this.descent.leaves ? `${text} ${LEAVES}` : text
    this.stepButton.setAttribute("aria-disabled", this.descent.leaves) // and so it keeps the focus
  }

  paintSoon() {
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame((now) => this.paint(now))
  }

  paint(now) {
    const shown = this.shown(now)
    const { sizes } = this
    this.marks.innerHTML = valleyMarks(shown, this.panel, { glides: Boolean(this.glide) })
    this.fit.innerHTML = fitDrawing(shown, sizes.fit, { glides: Boolean(this.glide) })
    placeHandle(this.knob, toldOf(shown, sizes.valley))
    this.formula.innerHTML = formulaOf(this.descent)
    this.told.innerHTML = lossTold(this.descent)
    showRange(this.rate, this.descent.rate, formatRate(this.descent.rate))
    if (this.glide) this.paintSoon()
  }

  // While a step is taken, a is on its way.
  shown(now) {
    const { descent, glide } = this
    const share = glide ? Math.max(0, (now - glide.start) / GLIDE) : 1
    if (share >= 1) this.stopGlide()
    if (!this.glide) return descent
    const eased = share * share * (3 - 2 * share)
    return descent.at(glide.from + eased * (descent.a - glide.from))
  }

  close() {
    cancelAnimationFrame(this.frame)
    this.ends.forEach((end) => end())
  }
}

const LEAVES = "The next step would leave the picture."

function lossTold(descent) {
  const { loss, next } = descent
  return `Loss <strong>${rounded(loss)}</strong>, after this step ${rounded(descent.lossAt(next))}.`
}

function valleyDrawing(descent, size) {
  return valleyMarks(descent, valleyPanel(descent, size))
}

function fitDrawing(descent, { width, height }, { glides = false } = {}) {
  const panel = fitPanel(descent.points, { left: 38, top: 22, right: width - 4, bottom: height - 22 })
  const future = glides ? "" : futureMarks(descent.paramsAt(descent.next), panel)
  return fitAxes(descent.points, panel) + future + fitMarks(descent.points, descent.params, panel)
}

// Where the handle of a stands, and what a screen reader says of it.
function toldOf(descent, size) {
  const { a, loss, slope } = descent
  const text = `${formatA(a)}, loss ${rounded(loss)}, slope ${rounded(slope)}`
  return { ...placeOf(descent, valleyPanel(descent, size)), now: a.toFixed(2), text }
}

// The recipe's fifth step, in numbers.
function formulaOf({ a, rate, slope, next }) {
  const gradient = slope < 0 ? `(${rounded(slope)})` : rounded(slope)
  const step = `${formatRate(rate)} × <span class="picture-slope">${gradient}</span>`
  return [
    term("param-a", formatA(a), "a"),
    sign("−"),
    term("picture-step", step, "rate × slope"),
    sign("="),
    term("param-a", formatA(next), "next a"),
  ].join("")
}

const term = (role, value, name) =>
  `<span class="picture-term"><span class="${role}">${value}</span><small>${name}</small></span>`
const sign = (text) => `<span class="picture-sign">${text}</span>`
const minus = (text) => text.replace("-", "−")
const formatA = (a) => minus(a.toFixed(2))
const rounded = (value) => minus(formatCount(Math.round(value)))

// Two digits, as in 1e-7 and 3.5e-7.
function formatRate(rate) {
  return String(Number(rate.toPrecision(2)))
}
