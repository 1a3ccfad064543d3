// What a cell says in a line.

import { element } from "../element.js"

export class Status {
  constructor(name) {
    this.element = element("span", { className: "live-status", role: "status", id: name })
  }

  // text is seen and heard; `shown` stands after it to be seen alone, `heard` to be heard alone.
  tell(text, { shown = "", heard = "" } = {}) {
    const seen = element("span", { ariaHidden: "true" }, shown && ` ${shown}`)
    const said = element("span", { className: "live-heard" }, heard && ` ${heard}`)
    // The same text is not heard again.
    if (this.text === text && !heard) this.element.children[0].replaceWith(seen)
    else this.element.replaceChildren(text, seen, said)
    this.text = text
  }
}
