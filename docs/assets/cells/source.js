// What a cell holds: the page's own code, or what the reader has made of it. Edits last as long as
// the tab, and only while the page's own code stays what it was.

export class Source {
  constructor(code, name) {
    this.code = code
    this.key = `cell ${location.pathname} ${name}`
    this.nodes = [...code.childNodes]
    this.original = this.text
    const kept = JSON.parse(read(this.key) ?? "null")
    if (kept?.original === this.original) this.edit(kept.text)
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

// A browser may refuse to store anything: then an edit lasts as long as the page.
function read(key) {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key, text) {
  try {
    if (text === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // see read
  }
}
