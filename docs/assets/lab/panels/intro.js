// What the set-up is about, above the pictures. The page itself says it of the notebook's.

import { introMessage } from "../messages.js"

export class Intro {
  constructor(experiment, section) {
    this.experiment = experiment
    this.place = section.parentElement.querySelector(".lab-intro")
    this.notebooks = [...this.place.childNodes]
  }

  show() {
    const text = introMessage(this.experiment)
    if (text === this.text) return
    this.text = text
    this.place.replaceChildren(...(text ? [text] : this.notebooks))
  }
}
