// The learning rate: a field, a logarithmic slider around the largest stable rate, and what it means.

import { element } from "../../element.js"
import { put, readNumber, write } from "./dom.js"
import { regime, typed } from "../messages.js"

const CLICKS = 400 // of the slider
const DECADES = [-3, 1] // of the slider, around the largest stable rate
const ADAM = [-4, 1] // its ends as powers of ten, where that has no meaning

export class Rate {
  constructor(lab, section) {
    this.lab = lab
    const { elements } = section.querySelector("form")
    Object.assign(this, { field: elements.rate, slider: elements["rate-slider"], half: elements.half })
    this.regime = section.querySelector(".lab-regime")
    this.marks = section.querySelector(".lab-marks")
    this.field.addEventListener("change", () => readNumber(this.field, lab, (rate) => lab.changeRate(rate)))
    this.slider.addEventListener("input", () => {
      lab.changeRate(Number(this.rateAt(Number(this.slider.value)).toPrecision(3)))
    })
    this.half.addEventListener("click", () => lab.changeRate(lab.stableHalf))
  }

  // The ends of the slider, as powers of ten.
  ends() {
    const bound = this.lab.largestStableRate
    return Number.isFinite(bound) ? DECADES.map((decade) => Math.log10(bound) + decade) : ADAM
  }

  rateAt(click) {
    const [low, high] = this.ends()
    return 10 ** (low + ((high - low) * click) / CLICKS)
  }

  clickOf(rate) {
    const [low, high] = this.ends()
    return Math.round(((Math.log10(rate) - low) / (high - low)) * CLICKS)
  }

  show() {
    const { lab, slider } = this
    write(this.field, typed(lab.rate))
    slider.value = this.clickOf(lab.rate)
    const text = regime(lab)
    put(this.regime, text)
    slider.setAttribute("aria-valuetext", `${typed(lab.rate)}. ${text}`)
    this.half.disabled = !(lab.stableHalf > 0)
    this.showMarks()
  }

  // 1 / λ and 2 / λ, where they have a meaning.
  showMarks() {
    const { lab } = this
    const bound = lab.best.largestStableRate
    const { batch, optimizer } = lab.setup
    const known = optimizer === "plain" && !batch && Number.isFinite(bound)
    const places = known ? [bound / 2, bound].map((rate) => this.clickOf(rate) / CLICKS) : []
    if (this.placed === places.join()) return
    this.placed = places.join()
    this.marks.replaceChildren(
      ...places.map((place, index) => {
        const mark = element("span", {}, `${index + 1}/λ`)
        mark.style.insetInlineStart = `${place * 100}%`
        return mark
      }),
    )
  }
}
