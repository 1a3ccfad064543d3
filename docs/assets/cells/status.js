// The line in which a cell says what it does.

import { element } from "../element.js"

export class Status {
  constructor(id) {
    this.element = element("span", { className: "live-status", role: "status", id })
  }

  // Shows a text. `visual` follows it for the eye alone, `spoken` for screen readers alone.
  set(text, { visual = "", spoken = "" } = {}) {
    const forEyes = element("span", { ariaHidden: "true" }, visual && ` ${visual}`)
    const forEars = element("span", { className: "live-spoken" }, spoken && ` ${spoken}`)
    // Put there again, the same text would be read again.
    if (this.text === text && !spoken) this.element.children[0].replaceWith(forEyes)
    else this.element.replaceChildren(text, forEyes, forEars)
    this.text = text
  }
}
