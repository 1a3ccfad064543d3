// The code of a cell: the page's own, or the reader's edit of it. An edit lasts as long as the tab,
// while the page's own code stays the same.

import { read, write } from "../tab-storage.js"

export class Source {
  constructor(code, name) {
    this.code = code
    this.key = `cell ${location.pathname} ${name}`
    this.nodes = [...code.childNodes]
    this.original = this.text
    const stored = JSON.parse(read(this.key) ?? "null")
    if (stored?.original === this.original) this.edit(stored.text)
    else write(this.key)
  }

  get text() {
    return this.code.textContent.replace(/\n$/, "")
  }

  get edited() {
    return this.text !== this.original
  }

  edit(text) {
    if (text === this.original) return this.reset()
    this.code.textContent = `${text}\n`
    write(this.key, JSON.stringify({ original: this.original, text }))
  }

  reset() {
    this.code.replaceChildren(...this.nodes)
    write(this.key)
  }
}
