// The buttons that run the experiment.

import { setText } from "./dom.js"

const STEPS = { one: 1, some: 25, many: 1000, most: 1_000_000 }
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)")

export class RunButtons {
  constructor(experiment, section) {
    this.experiment = experiment
    const button = (name) => section.querySelector(`.lab-run [name="${name}"]`)
    for (const [name, count] of Object.entries(STEPS)) {
      button(name).addEventListener("click", () => experiment.takeSteps(count))
    }
    Object.assign(this, { play: button("play"), most: button("most"), reset: button("reset") })
    this.forward = [...Object.keys(STEPS), "play"].map(button)
    this.play.addEventListener("click", () => {
      if (experiment.isRunning) experiment.pause()
      else experiment.play()
    })
    this.reset.addEventListener("click", () => experiment.change())
    section.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && experiment.isRunning) experiment.pause()
    })
  }

  show() {
    const { isRunning, run } = this.experiment
    setText(this.play, isRunning ? "Pause" : "Play")
    // With reduced motion, many steps at once take the place of playing.
    this.play.hidden = reducedMotion.matches && !isRunning
    this.most.hidden = !reducedMotion.matches
    const hasEnded = run.ended !== null
    // A button that is disabled loses the focus.
    if (hasEnded && this.forward.includes(document.activeElement)) this.reset.focus({ preventScroll: true })
    for (const button of this.forward) button.disabled = hasEnded
  }
}
