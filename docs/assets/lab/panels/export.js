// What the reader takes along: the program, the address, and the run as a table.

import { announce } from "../../code.js"
import { element } from "../../element.js"
import { queryOf } from "../url-query.js"
import { programOf } from "../pytorch-program.js"
import { put } from "./dom.js"

export class Takeaway {
  constructor(lab, section) {
    this.lab = lab
    this.listing = section.querySelector(".lab-program")
    this.code = this.listing.querySelector("code")
    this.button = (name) => section.querySelector(`.lab-away [name="${name}"]`)
    this.listing.addEventListener("toggle", () => this.show())
    this.button("copy").addEventListener("click", () => this.offer("copy", this.program()))
    this.button("share").addEventListener("click", () => lab.attempt(() => this.share()))
    this.button("csv").addEventListener("click", () => save("run.csv", tableOf(lab)))
  }

  // The program follows the run while it is open, once that rests.
  show() {
    if (this.listing.open && !this.lab.busy) put(this.code, this.program())
  }

  program() {
    const { setup, run } = this.lab
    return programOf(setup, run.rates, run.step)
  }

  share() {
    const { setup, run } = this.lab
    const query = queryOf(setup, run.rates, run.step)
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}`)
    this.offer("share", location.href)
  }

  async offer(name, text) {
    try {
      await navigator.clipboard.writeText(text)
      announce(this.button(name), "Copied")
    } catch {
      this.listing.open = true
      this.lab.say("This browser lets no page write to its clipboard. The program stands below, and the address in the address line.")
    }
  }
}

// The record, one row a recorded step.
function tableOf({ problem, run }) {
  const { steps, losses, params } = run.record
  const rows = steps.map((step, row) => [step, losses[row], ...params[row]].join(","))
  return [["step", "loss", ...problem.letters].join(","), ...rows].join("\n") + "\n"
}

function save(name, text) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }))
  element("a", { href, download: name }).click()
  URL.revokeObjectURL(href)
}
