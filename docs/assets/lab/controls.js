// The controls: native elements that change the experiment, and show what it has.

import { pointsOf as parsed } from "./csv.js"
import { APPROXIMATIONS } from "./engine/approximations.js"
import { DATA } from "./engine/data.js"
import { pointsOf } from "./setup.js"
import { largestStableRate, regime } from "./words.js"

const CLICKS = 400 // of the slider
const DECADES = [-3, 1] // of the slider, around the largest stable rate
const ADAM = [1e-4, 10] // where that has no meaning
const BATCHES = [1, 2, 5, 10, 20, 50, 100, 200, 500]
const calm = matchMedia("(prefers-reduced-motion: reduce)")

export class Controls {
  constructor(lab, element) {
    this.lab = lab
    this.element = element
    const form = element.querySelector("form")
    this.fields = form.elements
    this.regime = element.querySelector(".lab-regime")
    this.marks = element.querySelector(".lab-marks")
    this.error = element.querySelector("#lab-points-error")
    this.guesses = element.querySelector(".lab-guesses")
    form.addEventListener("submit", (event) => event.preventDefault())
    this.fillLists()
    this.connect()
    this.connectRun()
  }

  close() {
    this.lab.play(false)
  }

  fillLists() {
    const { data, approximation } = this.fields
    data.replaceChildren(...Object.values(DATA).map(({ name, title }) => new Option(title, name)))
    data.append(new Option("points of your own", "own"))
    const options = Object.values(APPROXIMATIONS).map(
      ({ name, formula }) => new Option(`${name}: ${formula}`, name),
    )
    approximation.replaceChildren(...options)
  }

  connect() {
    const { fields, lab } = this
    for (const name of ["data", "approximation", "loss", "optimizer", "dtype"]) {
      fields[name].addEventListener("change", () => lab.change({ [name]: fields[name].value }))
    }
    fields.standardize.addEventListener("change", () => lab.change({ standardize: fields.standardize.checked }))
    fields.batch.addEventListener("change", () => lab.change({ batch: Number(fields.batch.value) || null }))
    fields.seed.addEventListener("change", () => lab.change({ seed: asNumber(fields.seed) }))
    fields.rate.addEventListener("change", () => lab.change({ rate: asNumber(fields.rate) }))
    fields["rate-slider"].addEventListener("input", () => {
      lab.change({ rate: Number(this.rateAt(Number(fields["rate-slider"].value)).toPrecision(3)) })
    })
    fields.half.addEventListener("click", () => lab.change({ rate: lab.stableHalf }))
    fields.random.addEventListener("click", () => lab.change({ guesses: lab.randomGuesses() }))
    fields["use-points"].addEventListener("click", () => this.usePoints())
  }

  connectRun() {
    const { lab } = this
    const button = (name) => this.element.querySelector(`.lab-run [name="${name}"]`)
    button("one").addEventListener("click", () => lab.go(1))
    button("some").addEventListener("click", () => lab.go(25))
    button("many").addEventListener("click", () => lab.go(1000))
    button("reset").addEventListener("click", () => lab.startAgain())
    this.play = button("play")
    this.play.addEventListener("click", () => lab.play(!lab.busy))
  }

  usePoints() {
    try {
      const points = parsed(this.fields.points.value)
      this.error.textContent = ""
      this.lab.change({ data: "own", points })
      this.error.textContent = this.lab.message
    } catch (error) {
      this.error.textContent = error.message
    }
  }

  // The ends of the slider, as powers of ten.
  ends() {
    const bound = largestStableRate({ ...this.lab, setup: this.lab.setup, best: this.lab.best })
    if (!Number.isFinite(bound)) return ADAM.map(Math.log10)
    return DECADES.map((decade) => Math.log10(bound) + decade)
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
    const { fields, lab } = this
    const { setup } = lab
    for (const name of ["data", "approximation", "loss", "optimizer", "dtype"]) {
      if (fields[name].value !== setup[name]) fields[name].value = setup[name]
    }
    fields.standardize.checked = setup.standardize
    fields.standardize.disabled = setup.approximation === "sine"
    this.showBatches()
    this.showGuesses()
    this.showRate()
    write(fields.seed, setup.seed)
    this.showPoints()
    const label = lab.busy ? "Pause" : "Play"
    if (this.play.textContent !== label) this.play.textContent = label
    this.play.hidden = calm.matches && !lab.busy
  }

  showBatches() {
    const { fields, lab } = this
    const { count } = lab.problem
    const { batch } = lab.setup
    const sizes = [...new Set([...BATCHES.filter((size) => size < count), ...(batch ? [batch] : [])])]
    sizes.sort((one, other) => one - other)
    if (this.sizes !== `${sizes} ${count}`) {
      this.sizes = `${sizes} ${count}`
      fields.batch.replaceChildren(
        new Option(`all ${count.toLocaleString("en")}`, "0"),
        ...sizes.map((size) => new Option(size, size)),
      )
    }
    fields.batch.value = String(batch ?? 0)
  }

  showGuesses() {
    const { lab, guesses } = this
    const { letters } = lab.problem
    if (guesses.dataset.letters !== letters.join()) {
      guesses.dataset.letters = letters.join()
      guesses.replaceChildren(...letters.map((letter, place) => this.guessField(letter, place)))
    }
    letters.forEach((_, place) => {
      write(guesses.children[place].querySelector("input"), lab.setup.guesses[place])
    })
  }

  guessField(letter, place) {
    const label = document.createElement("label")
    const name = label.appendChild(document.createElement("span"))
    name.className = `param-${letter}`
    name.textContent = letter
    const input = label.appendChild(document.createElement("input"))
    Object.assign(input, { type: "text", inputMode: "text", spellcheck: false, autocomplete: "off" })
    input.addEventListener("change", () => {
      const next = [...this.lab.setup.guesses]
      next[place] = asNumber(input)
      this.lab.change({ guesses: next })
    })
    return label
  }

  showRate() {
    const { fields, lab } = this
    write(fields.rate, lab.rate)
    const slider = fields["rate-slider"]
    slider.value = this.clickOf(lab.rate)
    const text = regime(lab)
    if (this.regime.textContent !== text) this.regime.textContent = text
    slider.setAttribute("aria-valuetext", `${lab.rate}. ${text}`)
    fields.half.disabled = !(lab.stableHalf > 0)
    this.showMarks()
  }

  // 1 / λmax and 2 / λmax, where they have a meaning.
  showMarks() {
    const { lab } = this
    const { optimizer } = lab.setup
    const bound = lab.best.largestStableRate
    const known = optimizer !== "adam" && Number.isFinite(bound)
    const places = known ? [bound / 2, bound].map((rate) => this.clickOf(rate) / CLICKS) : []
    if (this.placed === places.join()) return
    this.placed = places.join()
    this.marks.replaceChildren(
      ...places.map((place, index) => {
        const mark = document.createElement("span")
        mark.textContent = `${index + 1}/λ`
        mark.style.insetInlineStart = `${place * 100}%`
        return mark
      }),
    )
  }

  showPoints() {
    const { fields, lab } = this
    if (lab.problem === this.listed || document.activeElement === fields.points) return
    if (!fields.points.closest("details").open) return
    this.listed = lab.problem
    fields.points.value = pointsOf(lab.setup).map((point) => point.join(", ")).join("\n")
  }
}

// What the reader typed, as a number; a comma may mark the decimals.
function asNumber(field) {
  const text = field.value.trim().replace("−", "-").replace(",", ".")
  return text === "" ? NaN : Number(text)
}

function write(field, value) {
  const text = String(value)
  if (field.value !== text && document.activeElement !== field) field.value = text
}
