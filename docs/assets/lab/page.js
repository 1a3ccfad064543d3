// The laboratory: shows an experiment, and repaints it whenever it changes.

import { Controls } from "./panels/setup-form.js"
import { Experiment } from "./experiment.js"
import { Missions } from "./panels/mission-list.js"
import { Points } from "./panels/own-points.js"
import { Rate } from "./panels/learning-rate.js"
import { Readout } from "./panels/status.js"
import { RunBar } from "./panels/run-buttons.js"
import { Takeaway } from "./panels/export.js"
import { DirectionsView } from "./views/error-by-direction.js"
import { FitView } from "./views/fit.js"
import { LossView } from "./views/loss.js"
import { MapView } from "./views/loss-map.js"

const VIEWS = [FitView, MapView, LossView, DirectionsView]
const PARTS = [Missions, Controls, Rate, RunBar, Points, Readout, Takeaway] // a mission is news to the readout
const REST = 40 // milliseconds: while the reader drags, windows stand

// Opens the lab in its element; returns what to do when the reader leaves the page.
export function open([element]) {
  const laboratory = new Laboratory(element)
  return () => laboratory.close()
}

class Laboratory {
  constructor(element) {
    this.element = element
    this.lab = new Experiment(asked(location), () => this.paint())
    this.views = VIEWS.map((View) => new View(this.lab))
    this.parts = PARTS.map((Part) => new Part(this.lab, element))
    const place = element.querySelector(".lab-views")
    place.replaceChildren(...this.views.map(({ chart }) => chart.element))
    element.hidden = false
    for (const { chart } of this.views) chart.start().catch((error) => this.lab.say(error.message))
    this.sizes = new ResizeObserver(() => this.resize())
    this.sizes.observe(place)
    this.palette = new MutationObserver(() => this.recolor())
    this.palette.observe(document.body, { attributeFilter: ["data-md-color-scheme"] })
    addEventListener("hashchange", this.reread)
    this.paint()
  }

  // An address that is edited after its # does not load the page again.
  reread = () => {
    if (!isSetup(location.hash)) return
    this.lab.read(asked(location))
    this.paint()
  }

  close() {
    removeEventListener("hashchange", this.reread)
    this.sizes.disconnect()
    this.palette.disconnect()
    cancelAnimationFrame(this.frame)
    clearTimeout(this.resting)
    for (const part of this.parts) part.close?.()
    for (const { chart } of this.views) chart.purge()
  }

  // Once for all changes of one event, and before the screen's next frame.
  paint() {
    if (this.asked) return
    this.asked = true
    queueMicrotask(() => {
      this.asked = false
      if (this.element.isConnected) this.paintNow()
    })
  }

  paintNow() {
    const { lab } = this
    cancelAnimationFrame(this.frame)
    clearTimeout(this.resting)
    if (lab.busy) lab.advance(this.elapsed())
    lab.prepare()
    for (const view of this.views) view.draw()
    for (const part of this.parts) part.show()
    const stale = this.views.some(({ chart }) => chart.stale)
    if (lab.busy) this.frame = requestAnimationFrame(() => this.refit())
    else if (stale) this.resting = setTimeout(() => this.refit(), REST)
  }

  // Milliseconds since the last frame of a run.
  elapsed() {
    const before = this.now ?? -Infinity
    this.now = performance.now()
    return this.now - before
  }

  // One chart at a time gets the window that it wants: plotly takes its time for axes.
  refit() {
    this.views.find(({ chart }) => chart.stale)?.chart.refit()
    this.paintNow()
  }

  resize() {
    for (const { chart } of this.views) chart.resize()
    this.paint()
  }

  recolor() {
    for (const { chart } of this.views) {
      chart.recolor()
      chart.redrawAxes()
    }
    this.paint()
  }
}

// What an address asks for after its ?, or after its # by mistake.
function asked({ hash, search }) {
  return isSetup(hash) ? `${search}&${hash.slice(1)}` : search
}

// The anchor of a heading has no such sign.
function isSetup(hash) {
  return hash.includes("=")
}
