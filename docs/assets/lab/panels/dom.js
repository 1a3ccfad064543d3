// What the panels share: they touch the page only where it differs, since much of it changes often.

import { element } from "../../element.js"
import { parseTyped } from "../format.js"

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text
}

// Leaves a field alone while the reader types in it.
export function setValue(field, text) {
  if (field.value !== text && document.activeElement !== field) field.value = text
}

// Uses the number that the reader has typed, or shows why it is none.
export function readNumber(field, experiment, use) {
  let value
  try {
    value = parseTyped(field.value)
  } catch ({ message }) {
    return experiment.showError(message)
  }
  use(value)
}

// The letter of a parameter in its color.
export function coloredLetter(letter) {
  const style = `color: var(--letter-${letter}, var(--plot-${letter}))`
  return element("span", { className: `param-${letter}`, style }, letter)
}
