// The list of missions. The reader's browser remembers which are done; when all are, the lab is passed.

import { element } from "../../element.js"
import { LAB, onChange, passed, setPassed } from "../../progress.js"
import { nextPage } from "../../progress-ticks.js"
import { MISSIONS } from "../missions.js"

const LIST = new Intl.ListFormat("en")

export class MissionList {
  constructor(experiment, section) {
    this.experiment = experiment
    this.urlRun = { run: experiment.run, steps: experiment.targetStep } // not the reader's doing
    this.box = section.querySelector(".lab-missions")
    this.next = this.box.appendChild(nextPage())
    this.items = MISSIONS.map(item)
    this.box.querySelector("ol").replaceChildren(...this.items)
    this.forget = this.box.querySelector("button")
    this.forget.addEventListener("click", () => save(new Set()))
    this.close = onChange(() => this.showDone())
    this.showDone()
  }

  show() {
    const { run } = this.experiment
    if (run === this.run && run.step === this.step) return
    Object.assign(this, { run, step: run.step })
    if (run === this.urlRun.run && run.step <= this.urlRun.steps) return
    const newlyDone = MISSIONS.filter(({ name, isDone }) => !this.done.has(name) && isDone(this.experiment))
    if (newlyDone.length > 0) this.complete(newlyDone)
  }

  complete(missions) {
    const numbers = missions.map((mission) => String(MISSIONS.indexOf(mission) + 1))
    const text = `${numbers.length > 1 ? "Missions" : "Mission"} ${LIST.format(numbers)} done.`
    this.experiment.notice = [this.experiment.notice, text].filter(Boolean).join(" ")
    save(new Set([...this.done, ...missions.map(({ name }) => name)]))
  }

  showDone() {
    const done = (this.done = load())
    MISSIONS.forEach(({ name }, index) => {
      const isDone = done.has(name)
      this.items[index].classList.toggle("done", isDone)
      this.items[index].querySelector(".lab-done").textContent = isDone ? "Done: " : ""
    })
    this.box.querySelector("summary span").textContent = `(${done.size} of ${MISSIONS.length} done)`
    this.forget.hidden = done.size === 0
    this.next.hidden = done.size < MISSIONS.length
  }
}

function item({ task, hint }) {
  const details = element("details", {}, element("summary", {}, "Hint"), hint)
  return element("li", {}, element("span", { className: "lab-done" }), task, " ", details)
}

// The names of missions that are done, and that there are.
function load() {
  const names = passed("missions")
  return new Set(MISSIONS.map(({ name }) => name).filter((name) => names.has(name)))
}

function save(done) {
  setPassed("missions", done)
  const pages = passed("pages")
  if (done.size === MISSIONS.length) setPassed("pages", pages.add(LAB))
  else if (pages.delete(LAB)) setPassed("pages", pages)
}
