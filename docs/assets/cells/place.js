// The place below a cell: what the build has shown there, or what the last run gave.

export class Place {
  constructor(block) {
    const notes = block.nextElementSibling?.matches(".notes") ? block.nextElementSibling : null
    this.above = notes ?? block
    const next = this.above.nextElementSibling
    this.built = next?.matches(".built, .output") ? next : null
  }

  // The size of the figure that the build shows, if it shows one.
  get size() {
    const area = this.built?.querySelector(".plot-area")
    return area ? { height: parseFloat(area.style.height), width: area.style.maxWidth } : {}
  }

  // The caption of that figure. It tells of the page's own code.
  get caption() {
    const [caption, ...more] = this.built?.querySelectorAll("figcaption > p") ?? []
    if (!caption || more.length) return undefined
    const copy = caption.cloneNode(true)
    copy.removeAttribute("id")
    return copy
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
