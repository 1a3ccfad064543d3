// What stands below a cell: the output of the build, or the result of the last run.

import { withCode } from "./sentences.js"

export class Output {
  constructor(block) {
    const notes = block.nextElementSibling?.matches(".notes") ? block.nextElementSibling : null
    this.above = notes ?? block
    const next = this.above.nextElementSibling
    this.built = next?.matches(".built, .output") ? next : null
    if (block.matches(".examine")) this.markCode()
  }

  // The size of the build's figure, if there is one.
  get size() {
    const area = this.built?.querySelector(".plot-area")
    return area ? { height: parseFloat(area.style.height), width: area.style.maxWidth } : {}
  }

  // The caption of that figure. It is about the page's own code.
  get caption() {
    const [caption, ...more] = this.built?.querySelectorAll("figcaption > p") ?? []
    if (!caption || more.length) return undefined
    const copy = caption.cloneNode(true)
    copy.removeAttribute("id")
    return copy
  }

  // Of the build's answer.
  markCode() {
    for (const code of this.built?.querySelectorAll("pre > code") ?? []) {
      if (!code.firstElementChild) code.replaceChildren(...withCode(code.textContent))
    }
  }

  show(result) {
    if (result === this.result) return
    this.result?.remove()
    this.result = result
    if (this.built) this.built.hidden = true
    this.above.after(result.element)
  }

  clear() {
    this.result?.remove()
    this.result = undefined
    if (this.built) this.built.hidden = false
  }
}
