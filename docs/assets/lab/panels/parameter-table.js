// The table of parameters: where each is, its best value, and the steps that it still needs.

import { element } from "../../element.js"
import { MAX_COUNTED_STEPS } from "../engine/steps-needed.js"
import { formatCount, formatNumber } from "../format.js"
import { coloredLetter, setText } from "./dom.js"

const PAUSE = 100 // milliseconds between two calculations of the steps needed, each a search

export class ParameterTable {
  constructor(experiment, section) {
    this.experiment = experiment
    this.rows = section.querySelector(".lab-parameters tbody")
  }

  close() {
    clearTimeout(this.timer)
  }

  show() {
    const { experiment, rows } = this
    const { letters } = experiment.problem
    if (rows.dataset.letters !== letters.join()) {
      rows.dataset.letters = letters.join()
      rows.replaceChildren(...letters.map(row))
    }
    letters.forEach((_, j) => {
      const [, now, best] = rows.children[j].cells
      setText(now, formatNumber(experiment.run.params[j]))
      setText(best, formatNumber(experiment.bestParams[j]))
    })
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.showStepsNeeded()
    }, PAUSE)
  }

  showStepsNeeded() {
    const { experiment, rows } = this
    const hasStopped = experiment.isPredictable && (experiment.isSettled || experiment.isAtRest)
    experiment.stepsNeeded().forEach((steps, j) => {
      const cell = rows.children[j]?.cells[3]
      if (cell) setText(cell, hasStopped && steps > 0 ? "stuck" : stepsText(steps, experiment, j))
    })
  }
}

function stepsText(steps, experiment, j) {
  if (experiment.run.ended) return "–"
  if (steps === undefined) return experiment.isWithin(j) ? "within, for now" : "not yet"
  if (steps === 0) return "right"
  if (Number.isFinite(steps)) return formatCount(steps)
  const { curvature, largestStableRate, rate } = experiment
  const converges = rate < largestStableRate && Number.isFinite(curvature.conditionNumber)
  return converges ? `more than ${formatNumber(MAX_COUNTED_STEPS)}` : "never, at this rate"
}

function row(letter) {
  const cells = Array.from({ length: 3 }, () => element("td"))
  return element("tr", {}, element("th", { scope: "row" }, coloredLetter(letter)), ...cells)
}
