// The list of missions. The reader's browser remembers which are done.

import { element } from "../../element.js"
import { MISSIONS } from "../missions.js"

const KEY = "sgd-lab-missions"
const LIST = new Intl.ListFormat("en")

export class MissionList {
  constructor(experiment, section) {
    this.experiment = experiment
    this.urlRun = { run: experiment.run, steps: experiment.targetStep } // not the reader's doing
    this.box = section.querySelector(".lab-missions")
    this.done = load()
    this.items = MISSIONS.map(item)
    this.box.querySelector("ol").replaceChildren(...this.items)
    this.forget = this.box.querySelector("button")
    this.forget.addEventListener("click", () => {
      this.done.clear()
      this.update()
    })
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
    for (const { name } of missions) this.done.add(name)
    this.update()
  }

  update() {
    save(this.done)
    this.showDone()
  }

  showDone() {
    MISSIONS.forEach(({ name }, index) => {
      const isDone = this.done.has(name)
      this.items[index].classList.toggle("done", isDone)
      this.items[index].querySelector(".lab-done").textContent = isDone ? "Done: " : ""
    })
    this.box.querySelector("summary span").textContent = `(${this.done.size} of ${MISSIONS.length} done)`
    this.forget.hidden = this.done.size === 0
  }
}

function item({ task, hint }) {
  const details = element("details", {}, element("summary", {}, "Hint"), hint)
  return element("li", {}, element("span", { className: "lab-done" }), task, " ", details)
}

// The names of missions that are done; none where the browser stores nothing, or something else.
function load() {
  try {
    const names = JSON.parse(localStorage.getItem(KEY))
    return new Set(MISSIONS.map(({ name }) => name).filter((name) => names?.includes?.(name)))
  } catch {
    return new Set()
  }
}

function save(done) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...done]))
  } catch {
    // Without storage, progress lasts as long as the page.
  }
}
