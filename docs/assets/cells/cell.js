// One live cell: its block of code, its buttons and its editor, and the runs that they begin.

import { button, element } from "../element.js"
import { Place } from "./place.js"
import { Result } from "./result.js"
import { run, supported } from "./runner.js"
import { Source } from "./source.js"
import { started, warmUp } from "./start.js"
import { Status } from "./status.js"
import { editing, ended, kept, outdated, runsFirst, said } from "./words.js"

export class Cell {
  // before: the cells that run first; colab: where the page's notebook opens, or undefined; change
  // is called when its code has changed.
  constructor(block, { number, before, colab, change }) {
    Object.assign(this, { block, number, before, change })
    this.source = new Source(block.querySelector("pre > code"), number)
    this.exercise = block.classList.contains("exercise")
    this.place = new Place(block)
    this.bar = element("div", { className: "live-bar" })
    block.append(this.bar)
    if (supported) this.equip(colab)
    else this.bar.append(...unsupported(colab))
  }

  equip(colab) {
    this.runButton = button("live-run", this.verb, (event) => this.press(event))
    this.editButton = button("live-edit", "Edit", () => this.edit({ focus: true }))
    this.resetButton = button("live-reset", "Reset", () => this.reset())
    this.status = new Status(`live-status-${this.number}`)
    this.rest()
    this.bar.append(this.runButton, this.editButton, this.resetButton, this.status.element)
    if (colab) this.bar.append(linkTo(colab))
    for (const interest of ["pointerenter", "focus", "touchstart"]) {
      this.runButton.addEventListener(interest, warmUp, { passive: true })
    }
    this.keys = (event) => this.key(event)
    this.block.addEventListener("keydown", this.keys)
    this.showButtons()
    if (!this.source.edited) return
    this.edit({ focus: false })
    this.say(kept())
  }

  get changedBefore() {
    return this.before.filter((cell) => cell.source.edited).length
  }

  say(...told) {
    this.resting = false
    this.status.tell(...told)
  }

  rest() {
    this.status.tell(runsFirst(this.before.length, this.changedBefore))
    this.resting = true
  }

  // What runs before may have changed: a cell at rest counts it, and a result says that it is older.
  review() {
    if (this.resting) return this.rest()
    if (!this.ran || this.running) return
    const { before, told } = this.ran
    const older = before.some((code, place) => code !== this.before[place].source.text)
    if (older !== this.older) this.say(older ? outdated() : told)
    this.older = older
  }

  get verb() {
    return this.exercise ? "Check" : "Run"
  }

  get checks() {
    let next = this.block.nextElementSibling
    while (next && !next.matches(".checks")) next = next.nextElementSibling
    return this.exercise && next ? next.querySelector("code").textContent : ""
  }

  key(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
    event.preventDefault()
    if (!event.repeat) this.run()
  }

  press(event) {
    if (event.detail === 2) return // the second half of a double click
    if (this.running) this.running.stop()
    else this.run()
  }

  async run() {
    warmUp() // the keyboard shows no interest before
    const result = new Result()
    const changed = this.changedBefore
    const caption = changed || this.source.edited ? undefined : this.place.caption
    const program = {
      before: this.before.map((cell) => cell.source.text),
      code: this.source.text,
      checks: this.checks,
    }
    const running = run(program, (text) => {
      if (this.running !== running) return
      result.write(text)
      this.place.show(result)
    })
    this.running = running
    this.showButtons()
    const [end, since] = await Promise.all([running.finished, this.tellStart(running)])
    if (this.running !== running) return // the reader has begun another, or left
    this.running = undefined
    const goTo = (number) => this.before[number - 1]?.visit()
    result.end(end, { size: this.place.size, caption, goTo })
    if (end.ended === "done" || result.element.hasChildNodes()) this.place.show(result)
    this.showButtons()
    const told = ended(end, performance.now() - since, changed)
    this.say(told, { heard: said(result.text) })
    if (this.place.result !== result) return
    this.ran = { before: program.before, told }
    this.older = false
    this.review()
  }

  // Tells of the start while there is one to wait for; returns when the run began.
  async tellStart(running) {
    const tell = (text, shown) => {
      if (this.running === running) this.say(text, { shown })
    }
    try {
      const hear = (fetched) => tell("Starting Python…", fetched)
      await Promise.race([started(hear), running.finished])
      tell("Running…")
    } catch {
      // the run tells of it
    }
    return performance.now()
  }

  // Comes into view, ready to be changed.
  visit() {
    this.block.scrollIntoView({ block: "center" })
    this.edit({ focus: true })
  }

  async edit({ focus }) {
    if (!this.editor) await this.openEditor()
    if (!focus || !this.editor) return
    this.editor.focus()
    if (!this.running && !this.older) this.say(editing())
  }

  async openEditor() {
    const module = await import("./editor.js").catch(() => null)
    if (!module) return this.say("The editor did not load. Try again.")
    if (this.editor || this.closed) return
    this.area = element("div", { className: "live-editor" })
    this.block.querySelector("pre").after(this.area)
    this.block.classList.add("editing")
    this.editor = module.edit(this.area, this.source.text, {
      name: `Code of cell ${this.number}`,
      describedBy: this.status.element.id,
      change: (text) => {
        this.source.edit(text)
        this.showButtons()
        this.change()
      },
      run: () => this.run(),
      leave: () => this.leaveEditor(),
    })
    this.showButtons()
  }

  leaveEditor() {
    if (!this.source.edited) this.closeEditor()
    this.showButtons()
    const next = this.editor ? this.runButton : this.editButton
    next.focus()
  }

  closeEditor() {
    this.editor?.close()
    this.editor = undefined
    this.area?.remove()
    this.block.classList.remove("editing")
  }

  reset() {
    this.running?.stop()
    this.running = undefined
    this.source.reset()
    this.closeEditor()
    this.place.clear()
    this.ran = undefined
    this.older = false
    this.showButtons()
    this.rest()
    this.change()
    this.editButton.focus()
  }

  close() {
    this.closed = true
    this.running?.stop()
    this.running = undefined
    this.closeEditor()
    this.place.clear()
    this.block.removeEventListener("keydown", this.keys)
    this.bar.remove()
  }

  showButtons() {
    this.runButton.textContent = this.running ? "Stop" : this.verb
    this.editButton.hidden = Boolean(this.editor)
    this.resetButton.hidden = !this.source.edited
  }
}

function linkTo(colab) {
  return element("a", { className: "live-colab", href: colab }, "Open in Colab")
}

function unsupported(colab) {
  const told = "This cell runs here in a browser that has WebAssembly and workers."
  return [element("span", { className: "live-status" }, told), ...(colab ? [linkTo(colab)] : [])]
}
