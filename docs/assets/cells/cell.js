// One live cell: its block of code, its buttons and editor, and its runs.

import { button, element } from "../element.js"
import { passThisPage } from "../progress.js"
import { nextPage } from "../progress-ticks.js"
import { editorKeys, endOf, everyCasePasses, OUTDATED, RESTORED, runsFirst, spokenEnd } from "./messages.js"
import { Output } from "./output.js"
import { Result } from "./result.js"
import { run } from "./runner.js"
import { Source } from "./source.js"
import { warmUp, whenReady } from "./startup.js"
import { Status } from "./status.js"

export class Cell {
  // before: the cells that run first; colab: where the page's notebook opens, or undefined;
  // onChange() is called when the code has changed.
  constructor(block, { number, before, colab, onChange }) {
    Object.assign(this, { block, number, before, onChange })
    this.source = new Source(block.querySelector("pre > code"), number)
    this.exercise = block.classList.contains("exercise")
    this.examines = block.classList.contains("examine")
    this.output = new Output(block)
    this.equip(colab)
    this.updateButtons()
    if (!this.source.edited) return
    this.edit({ focus: false })
    this.say(RESTORED)
  }

  equip(colab) {
    this.runButton = button("live-run", this.verb, (event) => this.click(event))
    this.plainButton = button("live-plain", "Run", () => this.run({ examine: false }))
    this.editButton = button("live-edit", "Edit", () => this.edit({ focus: true }))
    this.resetButton = button("live-reset", "Reset", () => this.reset())
    this.status = new Status(`live-status-${this.number}`)
    this.sayWhatRunsFirst()
    const controls = [this.runButton, this.editButton, this.resetButton, this.status.element]
    if (this.examines) controls.splice(1, 0, this.plainButton)
    if (colab) controls.push(element("a", { className: "live-colab", href: colab }, "Open in Colab"))
    this.bar = element("div", { className: "live-bar" }, ...controls)
    this.block.append(this.bar)
    for (const interest of ["pointerenter", "focus", "touchstart"]) {
      this.runButton.addEventListener(interest, warmUp, { passive: true })
      this.plainButton.addEventListener(interest, warmUp, { passive: true })
    }
    this.onKeydown = (event) => this.runOnKey(event)
    this.block.addEventListener("keydown", this.onKeydown)
  }

  get changedBefore() {
    return this.before.filter((cell) => cell.source.edited).length
  }

  say(...message) {
    this.idle = false
    this.status.set(...message)
  }

  sayWhatRunsFirst() {
    this.say(runsFirst(this.before.length, this.changedBefore))
    this.idle = true
  }

  // Called after any change of code: those above may have changed, and a result be out of date.
  review() {
    if (this.idle) return this.sayWhatRunsFirst()
    if (!this.lastRun || this.running) return
    const { before, message } = this.lastRun
    const outOfDate = before.some((code, index) => code !== this.before[index].source.text)
    if (outOfDate !== this.outOfDate) this.say(outOfDate ? OUTDATED : message)
    this.outOfDate = outOfDate
  }

  get verb() {
    if (this.examines) return "Examine"
    return this.exercise ? "Check" : "Run"
  }

  get checks() {
    let next = this.block.nextElementSibling
    while (next && !next.matches(".checks")) next = next.nextElementSibling
    return this.exercise && next ? next.querySelector("code").textContent : ""
  }

  runOnKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
    event.preventDefault()
    if (!event.repeat) this.run()
  }

  click(event) {
    if (event.detail === 2) return // the second half of a double click
    if (this.running) this.running.stop()
    else this.run()
  }

  // examine: whether to say what is wrong with the loop, too.
  async run({ examine = this.examines } = {}) {
    warmUp() // Ctrl-Enter comes without hover or focus
    const result = new Result({ examined: examine })
    const changed = this.changedBefore
    const caption = changed || this.source.edited ? undefined : this.output.caption
    const program = {
      before: this.before.map((cell) => cell.source.text),
      code: this.source.text,
      checks: this.checks,
      examine,
    }
    const running = run(program, (text) => {
      if (this.running !== running) return
      result.write(text)
      this.output.show(result)
    })
    this.running = running
    this.updateButtons()
    const [end, since] = await Promise.all([running.finished, this.showStart(running)])
    if (this.running !== running) return // the reader has started another, or left
    this.running = undefined
    const goTo = (number) => this.before[number - 1]?.visit()
    result.end(end, { size: this.output.size, caption, goTo })
    if (everyCasePasses(end)) this.pass(result)
    if (end.ended === "done" || result.element.hasChildNodes()) this.output.show(result)
    this.updateButtons()
    const message = endOf(end, performance.now() - since, changed)
    this.say(message, { spoken: spokenEnd(result.text) })
    if (this.output.result !== result) return
    this.lastRun = { before: program.before, message }
    this.outOfDate = false
    this.review()
  }

  pass(result) {
    passThisPage()
    result.element.append(nextPage())
  }

  // Shows that Python starts, as long as it does; returns the time at which the run began.
  async showStart(running) {
    const say = (text, visual) => {
      if (this.running === running) this.say(text, { visual })
    }
    try {
      const showLoaded = (text) => say("Starting Python…", text)
      await Promise.race([whenReady(showLoaded), running.finished])
      this.countSeconds(running)
    } catch {
      // the run reports the error
    }
    return performance.now()
  }

  // Shows how long a run takes while it does; screen readers hear of its start and its end.
  countSeconds(running, seconds = 0) {
    if (this.running !== running) return
    this.say("Running…", { visual: seconds ? `${seconds} s` : "" })
    setTimeout(() => this.countSeconds(running, seconds + 1), 1000)
  }

  // Scrolls into view, ready to be edited.
  visit() {
    this.block.scrollIntoView({ block: "center" })
    this.edit({ focus: true })
  }

  async edit({ focus }) {
    if (!this.editor) await this.openEditor()
    if (!focus || !this.editor) return
    this.editor.focus()
    if (!this.running && !this.outOfDate) this.say(editorKeys())
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
      onChange: (text) => {
        this.source.edit(text)
        this.updateButtons()
        this.onChange()
      },
      onRun: () => this.run(),
      onLeave: () => this.leaveEditor(),
    })
    this.updateButtons()
  }

  leaveEditor() {
    if (!this.source.edited) this.closeEditor()
    this.updateButtons()
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
    this.output.clear()
    this.lastRun = undefined
    this.outOfDate = false
    this.updateButtons()
    this.sayWhatRunsFirst()
    this.onChange()
    this.editButton.focus()
  }

  close() {
    this.closed = true
    this.running?.stop()
    this.running = undefined
    this.closeEditor()
    this.output.clear()
    this.block.removeEventListener("keydown", this.onKeydown)
    this.bar.remove()
  }

  updateButtons() {
    this.runButton.textContent = this.running ? "Stop" : this.verb
    this.editButton.hidden = Boolean(this.editor)
    this.resetButton.hidden = !this.source.edited
  }
}
