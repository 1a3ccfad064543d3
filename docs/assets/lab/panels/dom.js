// Text that changes often: the page is touched only where it differs.

import { element } from "../../element.js"

export function put(node, text) {
  if (node.textContent !== text) node.textContent = text
}

// A field keeps what the reader is typing.
export function write(field, text) {
  if (field.value !== text && document.activeElement !== field) field.value = text
}

// Uses the number that the reader has typed, or says that it is none. A comma may mark the decimals.
export function readNumber(field, lab, use) {
  const text = field.value.trim()
  const value = Number(text.replaceAll("−", "-").replace(",", "."))
  if (text === "") lab.say("Type a number.")
  else if (/^\d{1,3}(,\d{3})+$/.test(text)) lab.say(`“${text}” may be thousands or decimals: write it without a comma.`)
  else if (Number.isNaN(value)) lab.say(`“${text}” is not a number.`)
  else use(value)
}

// A parameter's letter in its color.
export function letterOf(letter) {
  return element("span", { className: `param-${letter}` }, letter)
}
