// The readout: where the run is, what each parameter still needs, what happened and what will.

import { element } from "../../element.js"
import { MOST_COUNTED } from "../engine/steps-needed.js"
import { put, letterOf } from "./dom.js"
import { counted, grouped, outcome, prediction, shown } from "../messages.js"

const REST = 200 // milliseconds without a change before a screen reader is told
const PACE = 100 // milliseconds between two calculations of the steps still needed

export class Readout {
  constructor(lab, section) {
    this.lab = lab
    const find = (name) => section.querySelector(`.lab-${name}`)
    Object.assign(this, { step: find("step"), status: find("status"), prediction: find("prediction") })
    this.rows = section.querySelector(".lab-parameters tbody")
    this.again = find("again")
    this.again.addEventListener("click", () => {
      lab.startAgain(lab.saferRate)
      // This button goes, and the steps can be taken again with the next paint.
      requestAnimationFrame(() => section.querySelector(".lab-run [name=one]").focus())
    })
  }

  close() {
    clearTimeout(this.resting)
    clearTimeout(this.counting)
  }

  show() {
    const { lab } = this
    put(this.step, `${counted(lab.run.step)} · loss ${shown(lab.run.loss)}`)
    put(this.prediction, prediction(lab))
    this.again.hidden = !(lab.run.ended?.step > 0 && lab.saferRate < lab.rate)
    put(this.again, lab.setup.batch ? "Start again at half this rate" : "Start again at half the largest stable rate")
    this.fill()
    // The live region speaks when the run begins and when it rests, not at every step.
    clearTimeout(this.resting)
    this.status.ariaBusy = "true"
    if (lab.busy) put(this.status, outcome(lab))
    else this.resting = setTimeout(() => this.tell(), REST)
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
    letters.forEach((_, place) => {
      const { cells } = rows.children[place]
      put(cells[1], shown(lab.run.params[place]))
      put(cells[2], shown(lab.lowest[place]))
    })
    // Steps still needed take a search each.
    this.counting ??= setTimeout(() => {
      this.counting = undefined
      this.count()
    }, PACE)
  }

  count() {
    const { lab, rows } = this
    const needed = lab.stepsNeeded()
    const stuck = lab.predictable && (lab.stuck || lab.rests)
    needed.forEach((steps, place) => {
      const cell = rows.children[place]?.cells[3]
      if (cell) put(cell, stuck && steps > 0 ? "stuck" : needs(steps, lab, place))
    })
  }
}

function needs(steps, lab, place) {
  if (lab.run.ended) return "–"
  if (steps === undefined) return lab.isRight(place) ? "right now" : "not yet right"
  if (steps === 0) return "right"
  if (Number.isFinite(steps)) return grouped(steps)
  const converges = lab.rate < lab.largestStableRate && Number.isFinite(lab.best.conditionNumber)
  return converges ? `more than ${shown(MOST_COUNTED)}` : "never, at this rate"
}

function row(letter) {
  const cells = Array.from({ length: 3 }, () => element("td"))
  return element("tr", {}, element("th", { scope: "row" }, letterOf(letter)), ...cells)
}
