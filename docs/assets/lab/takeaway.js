// What the reader takes along: the program, the address, and the run as a table.

import { announce } from "../code.js"
import { queryOf } from "./address.js"
import { programOf } from "./program.js"

export function connectTakeaway(lab, element) {
  const button = (name) => element.querySelector(`.lab-away [name="${name}"]`)
  const listing = element.querySelector(".lab-program")
  const program = () => programOf(lab.setup, lab.run.rates, lab.run.step)
  const list = () => {
    if (listing.open) listing.querySelector("code").textContent = program()
  }
  listing.addEventListener("toggle", list)

  const offer = async (name, text) => {
    try {
      await navigator.clipboard.writeText(text)
      announce(button(name), "Copied")
    } catch {
      lab.say("This browser lets no page write to its clipboard. Copy it from below, or from the address line.")
    }
  }
  button("copy").addEventListener("click", () => {
    listing.querySelector("code").textContent = program()
    offer("copy", program())
  })
  button("share").addEventListener("click", () => {
    try {
      const query = queryOf(lab.setup, lab.run.rates, lab.run.step)
      history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}`)
      offer("share", location.href)
    } catch (error) {
      lab.say(error.message)
    }
  })
  button("csv").addEventListener("click", () => save("run.csv", tableOf(lab)))
}

// The record, one row a recorded step.
export function tableOf({ problem, run }) {
  const { steps, losses, params } = run.record
  const rows = steps.map((step, row) => [step, losses[row], ...params[row]].join(","))
  return [["step", "loss", ...problem.letters].join(","), ...rows].join("\n") + "\n"
}

function save(name, text) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
