// The controls of the set-up: native elements that change the experiment, and show what it has.

import { element } from "../../element.js"
import { APPROXIMATIONS } from "../engine/approximations.js"
import { DATA } from "../engine/data.js"
import { NOTEBOOK } from "../setup.js"
import { letterOf, put, readNumber, write } from "./dom.js"
import { grouped, typed } from "../messages.js"

const BATCHES = [1, 2, 5, 10, 20, 50, 100, 200, 500]
const LISTS = ["data", "approximation", "loss", "optimizer", "dtype"]

export class Controls {
  constructor(lab, section) {
    this.lab = lab
    const form = section.querySelector("form")
    this.fields = form.elements
    this.form = form
    this.guesses = section.querySelector(".lab-guesses")
    this.mistake = element("p", { className: "lab-error" })
    form.addEventListener("submit", (event) => event.preventDefault())
    form.addEventListener("change", ({ target }) => (this.changed = target), { capture: true })
    form.addEventListener("focusout", () => lab.paint()) // a field that was left shows what is
    this.fillLists()
    this.connect()
  }

  fillLists() {
    const { data, approximation } = this.fields
    data.replaceChildren(...Object.values(DATA).map(({ name, title }) => new Option(title, name)))
    data.append(new Option("Points of your own", "own"))
    const options = Object.values(APPROXIMATIONS).map(
      ({ name, formula }) => new Option(`${name}: ${formula}`, name),
    )
    approximation.replaceChildren(...options)
  }

  connect() {
    const { fields, lab } = this
    for (const name of LISTS) {
      fields[name].addEventListener("change", () => lab.change({ [name]: fields[name].value }))
    }
    const { standardize, batch, seed } = fields
    standardize.addEventListener("change", () => lab.change({ standardize: standardize.checked }))
    batch.addEventListener("change", () => lab.change({ batch: Number(batch.value) || null }))
    seed.addEventListener("change", () => readNumber(seed, lab, (value) => lab.change({ seed: value })))
    fields.random.addEventListener("click", () => lab.change({ guesses: lab.randomGuesses() }))
    fields.notebook.addEventListener("click", () => {
      lab.change(NOTEBOOK)
      history.replaceState(history.state, "", location.pathname) // it may tell of another set-up
    })
  }

  show() {
    const { fields, lab } = this
    const { setup } = lab
    for (const name of LISTS) if (fields[name].value !== setup[name]) fields[name].value = setup[name]
    fields.standardize.checked = setup.standardize
    fields.standardize.disabled = setup.approximation === "sine"
    write(fields.seed, String(setup.seed))
    this.showMistake()
    this.showBatches()
    this.showGuesses()
  }

  // What is wrong with a field stands below it, too.
  showMistake() {
    const { message } = this.lab
    if (!message) this.changed = undefined
    put(this.mistake, message)
    if (this.changed?.matches("input")) this.changed.closest("label").after(this.mistake)
    else this.mistake.remove()
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
        new Option(`all ${grouped(count)}`, "0"),
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
    const inputs = guesses.querySelectorAll("input")
    letters.forEach((_, place) => write(inputs[place], typed(lab.setup.guesses[place])))
  }

  guessField(letter, place) {
    const input = element("input", { type: "text", spellcheck: false, autocomplete: "off" })
    input.addEventListener("change", () => {
      readNumber(input, this.lab, (guess) => {
        this.lab.change({ guesses: this.lab.setup.guesses.with(place, guess) })
      })
    })
    return element("label", {}, letterOf(letter), input)
  }
}
