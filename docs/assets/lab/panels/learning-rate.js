// The learning rate: a field, a logarithmic slider around the largest stable rate, and what it means.

import { element } from "../../element.js"
import { formatExact } from "../format.js"
import { rateMessage } from "../messages.js"
import { readNumber, setText, setValue } from "./dom.js"

const POSITIONS = 400 // of the slider
const DECADES = [-3, 1] // from the largest stable rate to the ends of the slider
const ADAM_DECADES = [-4, 1] // the ends themselves for Adam, which has no largest stable rate

export class LearningRate {
  constructor(experiment, section) {
    this.experiment = experiment
    const { rate: field, "rate-slider": slider, half } = section.querySelector("form").elements
    Object.assign(this, { field, slider, half })
    this.message = section.querySelector(".lab-regime")
    this.marks = section.querySelector(".lab-marks")
    field.addEventListener("change", () => {
      readNumber(field, experiment, (rate) => experiment.changeRate(rate))
    })
    slider.addEventListener("input", () => {
      experiment.changeRate(Number(this.rateAt(Number(slider.value)).toPrecision(3)))
    })
    half.addEventListener("click", () => experiment.changeRate(experiment.halfStableRate))
  }

  // The ends of the slider, as exponents of ten.
  range() {
    const { largestStableRate } = this.experiment
    if (!Number.isFinite(largestStableRate)) return ADAM_DECADES
    return DECADES.map((decades) => Math.log10(largestStableRate) + decades)
  }

  rateAt(position) {
    const [low, high] = this.range()
    return 10 ** (low + ((high - low) * position) / POSITIONS)
  }

  positionOf(rate) {
    const [low, high] = this.range()
    return Math.round(((Math.log10(rate) - low) / (high - low)) * POSITIONS)
  }

  show() {
    const { experiment, slider } = this
    const rate = formatExact(experiment.rate)
    const message = rateMessage(experiment)
    setValue(this.field, rate)
    slider.value = this.positionOf(experiment.rate)
    slider.setAttribute("aria-valuetext", `${rate}. ${message}`)
    setText(this.message, message)
    this.half.disabled = !(experiment.halfStableRate > 0)
    this.showMarks()
  }

  // 1 / λ and 2 / λ, for plain descent on all points.
  showMarks() {
    const { curvature, setup } = this.experiment
    const bound = curvature.largestStableRate
    const hasMarks = setup.optimizer === "plain" && !setup.batch && Number.isFinite(bound)
    const shares = hasMarks ? [bound / 2, bound].map((rate) => this.positionOf(rate) / POSITIONS) : []
    if (this.marksKey === shares.join()) return
    this.marksKey = shares.join()
    this.marks.replaceChildren(
      ...shares.map((share, index) => {
        const mark = element("span", {}, `${index + 1}/λ`)
        mark.style.insetInlineStart = `${share * 100}%`
        return mark
      }),
    )
  }
}
