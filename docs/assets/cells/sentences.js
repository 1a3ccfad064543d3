// Sentences of an answer: code in them stands between backticks, and becomes an element.

import { element } from "../element.js"

export function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part))
}
