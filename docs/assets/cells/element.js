// Elements of the live cells.

// element("button", { type: "button", className: "run" }, "Run")
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

export function button(className, name, click) {
  const made = element("button", { type: "button", className }, name)
  made.addEventListener("click", click)
  return made
}

// What a cell prints, as the built page shows it.
export function output(className = "", text = "") {
  const code = element("code", {}, text)
  const block = element("div", { className: `output no-copy highlight ${className}` })
  block.append(element("pre", {}, code))
  return { block, code }
}
