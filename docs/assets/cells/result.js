// What a run has given, in the place of what the built page shows.

import { scrolls } from "../code.js"
import { button, element } from "../element.js"
import { list } from "./cases.js"
import { draw } from "./figure.js"
import { Printed } from "./printed.js"

// PyTorch's 80 columns, and a name before them. A line that is longer is a sentence, and wraps, as
// in the built page.
const WIDEST = 84

export class Result {
  constructor() {
    this.element = element("div", { className: "live-result" })
  }

  write(text) {
    this.output ??= this.block()
    this.printed ??= new Printed(this.output.code)
    this.printed.write(text)
  }

  // goTo(number) leads to one of the cells that ran before.
  end({ value, figure, error, cases }, { size, caption, goTo }) {
    if (this.output) this.settle(this.output)
    if (figure) {
      this.figure = draw(figure, size, caption)
      this.element.append(this.figure.element)
    }
    if (error) this.fail(error, goTo)
    if (value) this.block("", value)
    if (cases.length) this.element.append(list(cases))
  }

  // What a reader hears of it.
  get text() {
    return [...this.element.querySelectorAll("code, li, [role=img]")]
      .map((each) => each.ariaLabel ?? each.innerText)
      .join("\n")
  }

  remove() {
    this.figure?.purge()
    this.element.remove()
  }

  // Looks as the output of a cell in the built page does.
  block(className = "", text = "") {
    const code = element("code", {}, text)
    const classes = `output no-copy highlight ${className}`
    const block = element("div", { className: classes }, element("pre", {}, code))
    this.element.append(block)
    scrolls(code)
    return { block, code }
  }

  settle({ block, code }) {
    const lines = code.textContent.replace(/\n$/, "").split("\n")
    code.textContent = `${lines.join("\n")}\n`
    block.classList.toggle("wraps", lines.some((line) => line.length > WIDEST))
    scrolls(code)
  }

  fail(error, goTo) {
    this.block("live-error", error)
    const number = cellBefore(error)
    if (!number) return
    const told = element("p", { className: "live-elsewhere" }, "The error is in a cell above. ")
    told.append(button("live-go", "Go to it", () => goTo(number)))
    this.element.append(told)
  }
}

// The number of the cell in which an error began, if it is not the reader's own.
function cellBefore(error) {
  return Number(/File "<cell(?: (\d+))?>"/.exec(error)?.[1] ?? 0)
}
