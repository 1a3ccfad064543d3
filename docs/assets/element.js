// Makes elements, with their properties and children.

// element("output", { className: "total", role: "status" }, "0")
export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties)
  node.append(...children)
  return node
}

export function button(className, text, onClick) {
  const node = element("button", { type: "button", className }, text)
  node.addEventListener("click", onClick)
  return node
}
