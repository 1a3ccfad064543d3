// Where the run is, what has happened, and what is predicted.

import { formatNumber, formatSteps } from "../format.js"
import { predictionMessage, statusMessage } from "../messages.js"
import { setText } from "./dom.js"

const DELAY = 200 // milliseconds without a change before screen readers are told

export class Status {
  constructor(experiment, section) {
    this.experiment = experiment
    const find = (name) => section.querySelector(`.lab-${name}`)
    Object.assign(this, { step: find("step"), status: find("status"), prediction: find("prediction") })
    this.restart = find("restart")
    this.restart.addEventListener("click", () => {
      experiment.change({ rate: experiment.saferRate })
      // This button disappears, and the others are enabled with the next paint.
      requestAnimationFrame(() => section.querySelector(".lab-run [name=one]").focus())
    })
  }

  close() {
    clearTimeout(this.timer)
  }

  show() {
    const { rate, run, saferRate, setup } = this.experiment
    setText(this.step, `${formatSteps(run.step)} · loss ${formatNumber(run.loss)}`)
    setText(this.prediction, predictionMessage(this.experiment))
    this.restart.hidden = !(run.ended?.step > 0 && saferRate < rate)
    setText(this.restart, `Start again at half ${setup.batch ? "this" : "the largest stable"} rate`)
    this.showStatus()
  }

  // Screen readers are told when the run begins and when it stops, not at every step.
  showStatus() {
    clearTimeout(this.timer)
    this.status.ariaBusy = "true"
    if (this.experiment.isRunning) setText(this.status, statusMessage(this.experiment))
    else this.timer = setTimeout(() => this.announce(), DELAY)
  }

  announce() {
    setText(this.status, statusMessage(this.experiment))
    this.status.ariaBusy = "false"
  }
}
