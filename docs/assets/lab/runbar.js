// The bar that runs the experiment.

import { put } from "./text.js"

const calm = matchMedia("(prefers-reduced-motion: reduce)")

export class RunBar {
  constructor(lab, element) {
    this.lab = lab
    const button = (name) => element.querySelector(`.lab-run [name="${name}"]`)
    button("one").addEventListener("click", () => lab.go(1))
    button("some").addEventListener("click", () => lab.go(25))
    button("many").addEventListener("click", () => lab.go(1000))
    button("reset").addEventListener("click", () => lab.startAgain())
    this.play = button("play")
    this.play.addEventListener("click", () => lab.play(!lab.busy))
  }

  close() {
    this.lab.playing = false
  }

  show() {
    put(this.play, this.lab.busy ? "Pause" : "Play")
    this.play.hidden = calm.matches && !this.lab.busy
  }
}
