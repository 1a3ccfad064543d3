// The bar that runs the experiment.

import { put } from "./dom.js"

const calm = matchMedia("(prefers-reduced-motion: reduce)")

export class RunBar {
  constructor(lab, section) {
    this.lab = lab
    const button = (name) => section.querySelector(`.lab-run [name="${name}"]`)
    button("one").addEventListener("click", () => lab.go(1))
    button("some").addEventListener("click", () => lab.go(25))
    button("many").addEventListener("click", () => lab.go(1000))
    button("most").addEventListener("click", () => lab.go(1_000_000))
    button("reset").addEventListener("click", () => lab.startAgain())
    this.play = button("play")
    this.most = button("most")
    this.steps = ["one", "some", "many", "most", "play"].map(button)
    this.reset = button("reset")
    this.play.addEventListener("click", () => lab.play(!lab.busy))
    section.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && lab.busy) lab.play(false)
    })
  }

  show() {
    put(this.play, this.lab.busy ? "Pause" : "Play")
    // Without motion a long way is one step of the picture.
    this.play.hidden = calm.matches && !this.lab.busy
    this.most.hidden = !calm.matches
    const ended = this.lab.run.ended !== null
    // A button that goes takes the focus with it.
    if (ended && this.steps.includes(document.activeElement)) this.reset.focus({ preventScroll: true })
    for (const step of this.steps) step.disabled = ended
  }
}
