// Missions: small tasks that the lab recognizes when they are done. What is done is kept in the
// reader's browser.

import { element } from "../../element.js"
import { MISSIONS } from "../missions.js"

const KEY = "sgd-lab-missions"
const LIST = new Intl.ListFormat("en")

export class Missions {
  constructor(lab, section) {
    Object.assign(this, { lab, toldRun: lab.run, toldSteps: lab.goal }) // by the address
    this.box = section.querySelector(".lab-missions")
    this.done = read()
    const list = this.box.querySelector("ol")
    this.items = MISSIONS.map((mission) => item(mission))
    list.replaceChildren(...this.items)
    this.forget = this.box.querySelector("button")
    this.forget.addEventListener("click", () => {
      this.done.clear()
      this.keep()
    })
    this.mark()
  }

  show() {
    const { run } = this.lab
    if (run === this.run && run.step === this.step) return
    Object.assign(this, { run, step: run.step })
    if (run === this.toldRun && run.step <= this.toldSteps) return // nothing that the reader has done
    const found = MISSIONS.filter(({ name, isDone }) => !this.done.has(name) && isDone(this.lab))
    if (found.length === 0) return
    for (const { name } of found) this.done.add(name)
    const numbers = found.map((mission) => MISSIONS.indexOf(mission) + 1)
    const told = `${numbers.length > 1 ? "Missions" : "Mission"} ${LIST.format(numbers.map(String))} done.`
    this.lab.news = [this.lab.news, told].filter(Boolean).join(" ")
    this.keep()
  }

  keep() {
    write(this.done)
    this.mark()
  }

  mark() {
    MISSIONS.forEach(({ name }, place) => {
      const done = this.done.has(name)
      this.items[place].classList.toggle("done", done)
      this.items[place].querySelector(".lab-done").textContent = done ? "Done: " : ""
    })
    this.box.querySelector("summary span").textContent = `(${this.done.size} of ${MISSIONS.length} done)`
    this.forget.hidden = this.done.size === 0
  }
}

function item({ task, hint }) {
  const details = element("details", {}, element("summary", {}, "Hint"), hint)
  return element("li", {}, element("span", { className: "lab-done" }), task, " ", details)
}

// A browser may keep nothing, or something else: then nothing is done yet.
function read() {
  try {
    const names = JSON.parse(localStorage.getItem(KEY))
    return new Set(MISSIONS.map(({ name }) => name).filter((name) => names?.includes?.(name)))
  } catch {
    return new Set()
  }
}

function write(done) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...done]))
  } catch {
    // Progress lasts as long as the page, then.
  }
}
