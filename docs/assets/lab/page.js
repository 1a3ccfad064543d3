// The lab on its page: repaints views and panels whenever the experiment changes.

import { Experiment } from "./experiment.js"
import { Export } from "./panels/export.js"
import { Intro } from "./panels/intro.js"
import { LearningRate } from "./panels/learning-rate.js"
import { MissionList } from "./panels/mission-list.js"
import { OwnPoints } from "./panels/own-points.js"
import { ParameterTable } from "./panels/parameter-table.js"
import { RunButtons } from "./panels/run-buttons.js"
import { SetupForm } from "./panels/setup-form.js"
import { Status } from "./panels/status.js"
import { ErrorByDirectionView } from "./views/error-by-direction.js"
import { FitView } from "./views/fit.js"
import { LossMapView } from "./views/loss-map.js"
import { LossView } from "./views/loss.js"

const VIEWS = [FitView, LossMapView, LossView, ErrorByDirectionView]
// The status shows which missions have just been done.
const PANELS = [MissionList, Intro, SetupForm, LearningRate, RunButtons, OwnPoints, Status, ParameterTable, Export]

// Opens the lab in its section; returns what to do when the reader leaves the page.
export function open([section]) {
  const page = new LabPage(section)
  return () => page.close()
}

class LabPage {
  constructor(section) {
    this.section = section
    this.experiment = new Experiment(queryOf(location), () => this.paint())
    this.views = VIEWS.map((View) => new View(this.experiment))
    this.charts = this.views.map(({ chart }) => chart)
    this.panels = PANELS.map((Panel) => new Panel(this.experiment, section))
    const container = section.querySelector(".lab-views")
    container.replaceChildren(...this.charts.map(({ element }) => element))
    section.hidden = false
    this.showPanels()
    this.sizes = new ResizeObserver(() => this.resize())
    this.bar = new ResizeObserver(([{ borderBoxSize }]) => this.makeRoom(borderBoxSize[0].blockSize))
    this.palette = new MutationObserver(() => this.recolor())
    this.palette.observe(document.body, { attributeFilter: ["data-md-color-scheme"] })
    addEventListener("hashchange", this.reload)
    this.opening = requestAnimationFrame(() => this.start(container))
  }

  // Apart from the rest, so that the browser has a pause.
  start(container) {
    this.hasStarted = true
    for (const chart of this.charts) chart.resize()
    this.paintNow()
    this.sizes.observe(container)
    this.bar.observe(this.section.querySelector(".lab-bar"))
  }

  // The browser does not reload the page when the reader edits its address after the #.
  reload = () => {
    if (!isSetup(location.hash)) return
    this.experiment.load(queryOf(location))
    this.paint()
  }

  close() {
    removeEventListener("hashchange", this.reload)
    this.sizes.disconnect()
    this.bar.disconnect()
    this.palette.disconnect()
    cancelAnimationFrame(this.opening)
    cancelAnimationFrame(this.frame)
    clearTimeout(this.timer)
    for (const panel of this.panels) panel.close?.()
  }

  // Once for all changes of one event, and before the screen's next frame.
  paint() {
    if (this.isScheduled) return
    this.isScheduled = true
    queueMicrotask(() => {
      this.isScheduled = false
      if (this.section.isConnected && this.hasStarted) this.paintNow()
    })
  }

  paintNow() {
    const { experiment } = this
    cancelAnimationFrame(this.frame)
    clearTimeout(this.timer)
    if (experiment.isRunning) experiment.advance(this.elapsed())
    experiment.prepareFrame()
    for (const view of this.views) view.draw()
    this.showPanels()
    if (!experiment.isRunning) return
    this.frame = requestAnimationFrame(() => this.paintNow())
    this.descendInBetween()
  }

  showPanels() {
    for (const panel of this.panels) panel.show()
  }

  // A browser without a graphics card paints much longer than this page draws: meanwhile the run goes on,
  // in turns, between which the reader is heard.
  descendInBetween() {
    if (!this.experiment.isBehind) return
    this.timer = setTimeout(() => {
      this.experiment.descend()
      this.descendInBetween()
    })
  }

  // Milliseconds since this was last called.
  elapsed() {
    const before = this.now ?? -Infinity
    this.now = performance.now()
    return this.now - before
  }

  resize() {
    const changes = this.charts.map((chart) => chart.resize())
    if (changes.some(Boolean)) this.paint()
  }

  // For what is pinned below the bar, whose message can take several lines.
  makeRoom(height) {
    this.section.style.setProperty("--lab-bar", `${height}px`)
  }

  recolor() {
    for (const chart of this.charts) chart.readColors()
    this.paint()
  }
}

// The set-up in an address: after its ?, or by mistake after its #.
function queryOf({ hash, search }) {
  return isSetup(hash) ? `${search}&${hash.slice(1)}` : search
}

// The anchor of a heading has no "=".
function isSetup(hash) {
  return hash.includes("=")
}
