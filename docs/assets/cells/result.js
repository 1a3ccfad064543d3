// What a run prints and shows.

import { scrollWithKeys } from "../code.js"
import { button, element } from "../element.js"
import { draw } from "./figure.js"
import { withCode } from "./sentences.js"
import { Terminal } from "./terminal.js"

// PyTorch's 80 columns after a short name. A longer line is a sentence, and wraps as in the built
// page.
const WIDEST = 84

export class Result {
  // examined: whether its value is what is wrong with the program.
  constructor({ examined = false } = {}) {
    this.element = element("div", { className: "live-result" })
    this.examined = examined
  }

  write(text) {
    this.printed ??= this.addBlock()
    this.terminal ??= new Terminal(this.printed.code)
    this.terminal.write(text)
  }

  // goTo(number) leads to one of the cells that ran before.
  end({ value, figures, error, cases }, { size, caption, goTo }) {
    if (this.printed) this.finish(this.printed)
    this.figures = figures.map((figure) => draw(figure, size, caption))
    this.element.append(...this.figures.map((figure) => figure.element))
    if (error) this.addError(error, goTo)
    if (value && this.examined) this.addBlock("live-seen wraps", ...withCode(value))
    else if (value) this.addBlock("", value)
    if (cases.length) this.element.append(listOf(cases))
  }

  // For screen readers.
  get text() {
    return [...this.element.querySelectorAll("pre > code, li, [role=img]")]
      .map((each) => each.ariaLabel ?? each.innerText)
      .join("\n")
  }

  remove() {
    this.figures?.forEach((figure) => figure.purge())
    this.element.remove()
  }

  // A block like the output of a cell in the built page.
  addBlock(className = "", ...content) {
    const code = element("code", {}, ...content)
    const classes = `output no-copy highlight ${className}`
    const block = element("div", { className: classes }, element("pre", {}, code))
    this.element.append(block)
    scrollWithKeys(code)
    return { block, code }
  }

  finish({ block, code }) {
    const lines = code.textContent.replace(/\n$/, "").split("\n")
    code.textContent = `${lines.join("\n")}\n`
    block.classList.toggle("wraps", lines.some((line) => line.length > WIDEST))
    block.classList.toggle("flows", !code.textContent.includes("  ")) // no columns
    scrollWithKeys(code)
  }

  addError(error, goTo) {
    this.addBlock("live-error", ...(this.examined ? withCode(error) : [error]))
    const number = cellAbove(error)
    if (!number) return
    const link = button("live-go", "Go to it", () => goTo(number))
    const properties = { className: "live-elsewhere" }
    this.element.append(element("p", properties, "The error is in a cell above. ", link))
  }
}

// The number of the cell above in which an error was raised, 0 if it was in this one.
function cellAbove(error) {
  return Number(/File "<cell(?: (\d+))?>"/.exec(error)?.[1] ?? 0)
}

// The cases of an exercise: which of them pass, and a hint on the first that fails.
function listOf(cases) {
  const firstFailure = cases.find((each) => !each.passed)
  const items = cases.map((each) => itemOf(each, each === firstFailure))
  return element("ul", { className: "live-cases" }, ...items)
}

function itemOf({ name, passed, hint }, hinted) {
  const className = passed ? "passes" : "fails"
  const item = element("li", { className }, element("strong", {}, className), ` ${name}`)
  if (hinted && hint) item.append(element("p", { className: "live-hint" }, `Hint: ${hint}`))
  return item
}
