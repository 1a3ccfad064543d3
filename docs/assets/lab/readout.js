// The readout: where the run is, what happened, what will happen, and the table of parameters.

import { counted, outcome, prediction, shown } from "./words.js"

const REST = 200 // milliseconds without a change before a screen reader is told
const ROUNDING = 1e-12 // of the largest parameter: what is less is rounding, and shown as 0
const PACE = 100 // milliseconds between two calculations of the steps still needed

export class Readout {
  constructor(lab, element) {
    this.lab = lab
    const find = (name) => element.querySelector(`.lab-${name}`)
    Object.assign(this, { step: find("step"), status: find("status"), prediction: find("prediction") })
    this.rows = element.querySelector(".lab-parameters tbody")
    this.again = find("again")
    this.again.addEventListener("click", () => lab.change({ rate: lab.stableHalf, guesses: lab.setup.guesses }))
  }

  close() {
    clearTimeout(this.resting)
    clearTimeout(this.counting)
  }

  show() {
    const { lab } = this
    put(this.step, `${counted(lab.run.step)} · loss ${shown(lab.run.loss)}`)
    put(this.prediction, prediction(lab))
    this.again.hidden = !lab.run.ended || !(lab.stableHalf > 0)
    this.fill()
    // The live region speaks when the run rests, not at every step.
    clearTimeout(this.resting)
    this.status.ariaBusy = "true"
    this.resting = setTimeout(() => this.tell(), lab.message ? 0 : REST)
  }

  tell() {
    put(this.status, outcome(this.lab))
    this.status.ariaBusy = "false"
  }

  fill() {
    const { lab, rows } = this
    const { letters } = lab.problem
    if (rows.dataset.letters !== letters.join()) {
      rows.dataset.letters = letters.join()
      rows.replaceChildren(...letters.map(row))
    }
    const least = ROUNDING * Math.max(...lab.lowest.map(Math.abs), ...lab.setup.guesses.map(Math.abs))
    letters.forEach((_, place) => {
      const cells = rows.children[place].cells
      put(cells[1], shown(lab.setup.guesses[place]))
      put(cells[2], shown(lab.run.params[place]))
      put(cells[3], shown(Math.abs(lab.lowest[place]) < least ? 0 : lab.lowest[place]))
    })
    // Steps still needed take a search each.
    this.counting ??= setTimeout(() => {
      this.counting = undefined
      this.count()
    }, PACE)
  }

  count() {
    const { lab, rows } = this
    const needed = lab.run.ended ? lab.problem.letters.map(() => undefined) : lab.stepsNeeded()
    needed.forEach((steps, place) => {
      const cell = rows.children[place]?.cells[4]
      if (cell) put(cell, needs(steps))
    })
  }
}

function needs(steps) {
  if (steps === undefined) return "–"
  if (steps === 0) return "right"
  return Number.isFinite(steps) ? steps.toLocaleString("en") : "never, at this rate"
}

function row(letter) {
  const line = document.createElement("tr")
  const head = line.appendChild(document.createElement("th"))
  head.scope = "row"
  const name = head.appendChild(document.createElement("span"))
  name.className = `param-${letter}`
  name.textContent = letter
  for (let i = 0; i < 4; i++) line.append(document.createElement("td"))
  return line
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text
}
