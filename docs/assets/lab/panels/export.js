// What the reader can take along: the program, a link, and the run as CSV.

import { copyText } from "../../clipboard.js"
import { announce } from "../../code.js"
import { element } from "../../element.js"
import { formatRun } from "../csv.js"
import { pytorchProgram } from "../pytorch-program.js"
import { formatQuery } from "../url-query.js"
import { setText } from "./dom.js"

export class Export {
  constructor(experiment, section) {
    this.experiment = experiment
    this.program = section.querySelector(".lab-program")
    this.code = this.program.querySelector("code")
    const button = (name) => section.querySelector(`.lab-export [name="${name}"]`)
    const [copy, share, csv] = ["copy", "share", "csv"].map(button)
    this.program.addEventListener("toggle", () => this.show())
    copy.addEventListener("click", () => this.copy(this.programText(), copy))
    share.addEventListener("click", () => experiment.attempt(() => this.copy(this.link(), share)))
    csv.addEventListener("click", () => this.download())
  }

  // An open program is updated whenever the run stops.
  show() {
    if (this.program.open && !this.experiment.isRunning) setText(this.code, this.programText())
  }

  programText() {
    const { run, setup } = this.experiment
    return pytorchProgram(setup, run.rates, run.step)
  }

  // A link to the run, which also becomes the address of the page.
  link() {
    const { run, setup } = this.experiment
    const query = formatQuery(setup, run.rates, run.step)
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}`)
    return location.href
  }

  async copy(text, button) {
    if (await copyText(text)) return announce(button, "Copied")
    this.program.open = true
    this.experiment.showError(
      "This browser does not let pages write to the clipboard. The program is below, and the link is in the address bar.",
    )
  }

  download() {
    const { problem, run } = this.experiment
    const csv = formatRun(run.history, problem.letters)
    const href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }))
    element("a", { href, download: "run.csv" }).click()
    URL.revokeObjectURL(href)
  }
}
