// The form of the set-up: native controls that change the experiment, and show what it has.

import { element } from "../../element.js"
import { APPROXIMATIONS } from "../engine/approximations.js"
import { DATA } from "../engine/data.js"
import { formatCount, formatExact } from "../format.js"
import { NOTEBOOK } from "../setup.js"
import { coloredLetter, readNumber, setText, setValue } from "./dom.js"

const BATCHES = [1, 2, 5, 10, 20, 50, 100, 200, 500]
const LISTS = ["data", "approximation", "loss", "optimizer", "dtype"]

export class SetupForm {
  constructor(experiment, section) {
    this.experiment = experiment
    const form = section.querySelector("form")
    this.fields = form.elements
    this.guesses = section.querySelector(".lab-guesses")
    this.error = element("p", { className: "lab-error" })
    form.addEventListener("submit", (event) => event.preventDefault())
    form.addEventListener("change", ({ target }) => (this.changedField = target), { capture: true })
    form.addEventListener("focusout", () => experiment.onChange()) // the field shows its present value again
    this.fillLists()
    this.connect()
  }

  fillLists() {
    const { data, approximation } = this.fields
    data.replaceChildren(...Object.values(DATA).map(({ name, title }) => new Option(title, name)))
    data.append(new Option("Points of your own", "own"))
    const options = Object.values(APPROXIMATIONS).map(
      ({ name, formula }) => new Option(`${name}: ${withoutMiddle(formula)}`, name),
    )
    approximation.replaceChildren(...options)
  }

  connect() {
    const { experiment, fields } = this
    for (const name of LISTS) {
      fields[name].addEventListener("change", () => experiment.change({ [name]: fields[name].value }))
    }
    const { standardize, batch, seed } = fields
    standardize.addEventListener("change", () => experiment.change({ standardize: standardize.checked }))
    batch.addEventListener("change", () => experiment.change({ batch: Number(batch.value) || null }))
    seed.addEventListener("change", () => {
      readNumber(seed, experiment, (value) => experiment.change({ seed: value }))
    })
    fields.random.addEventListener("click", () => experiment.change({ guesses: experiment.randomGuesses() }))
    fields.notebook.addEventListener("click", () => {
      experiment.change(NOTEBOOK)
      history.replaceState(history.state, "", location.pathname) // without the query of another set-up
    })
  }

  show() {
    const { fields } = this
    const { setup } = this.experiment
    for (const name of LISTS) if (fields[name].value !== setup[name]) fields[name].value = setup[name]
    fields.standardize.checked = setup.standardize
    fields.standardize.disabled = setup.approximation === "sine"
    setValue(fields.seed, String(setup.seed))
    this.showError()
    this.showBatches()
    this.showGuesses()
  }

  // Below the field that caused it.
  showError() {
    const { error } = this.experiment
    if (!error) this.changedField = undefined
    setText(this.error, error)
    if (this.changedField?.matches("input")) this.changedField.closest("label").after(this.error)
    else this.error.remove()
  }

  showBatches() {
    const { batch } = this.fields
    const { problem, setup } = this.experiment
    const own = setup.batch && !BATCHES.includes(setup.batch) ? [setup.batch] : []
    const sizes = [...BATCHES, ...own].filter((size) => size < problem.count).sort((a, b) => a - b)
    const key = `${sizes} ${problem.count}`
    if (this.batchesKey !== key) {
      this.batchesKey = key
      const all = new Option(`all ${formatCount(problem.count)}`, "0")
      batch.replaceChildren(all, ...sizes.map((size) => new Option(size, size)))
    }
    batch.value = String(setup.batch ?? 0)
  }

  showGuesses() {
    const { experiment, guesses } = this
    const { letters } = experiment.problem
    if (guesses.dataset.letters !== letters.join()) {
      guesses.dataset.letters = letters.join()
      guesses.replaceChildren(...letters.map((letter, j) => this.guessField(letter, j)))
    }
    const inputs = guesses.querySelectorAll("input")
    letters.forEach((_, j) => setValue(inputs[j], formatExact(experiment.setup.guesses[j])))
  }

  guessField(letter, j) {
    const input = element("input", { type: "text", spellcheck: false, autocomplete: "off" })
    input.addEventListener("change", () => {
      readNumber(input, this.experiment, (guess) => {
        const guesses = [...this.experiment.setup.guesses]
        guesses[j] = guess
        this.experiment.change({ guesses })
      })
    })
    return element("label", {}, coloredLetter(letter), input)
  }
}

// Of a long formula: a phone is narrow.
function withoutMiddle(formula) {
  const terms = formula.split(" + ")
  return terms.length > 4 ? [terms[0], "…", ...terms.slice(-2)].join(" + ") : formula
}
