// Copies text, wherever the browser lets a page do that.

import { element } from "./element.js"

// Returns whether it did.
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyFromField(text) // an http address of another machine has no navigator.clipboard
  }
}

function copyFromField(text) {
  const { activeElement } = document
  const field = element("textarea", { readOnly: true, value: text })
  field.style.position = "fixed" // the page does not scroll to it
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand("copy")
  field.remove()
  activeElement.focus({ preventScroll: true })
  return isCopied
}
