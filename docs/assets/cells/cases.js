// The cases of an exercise: which pass, and a hint on the first that does not.

import { element } from "../element.js"

export function list(cases) {
  const first = cases.find((each) => !each.passed)
  const items = cases.map((each) => item(each, each === first))
  return element("ul", { className: "live-cases" }, ...items)
}

function item({ name, passed, hint }, hinted) {
  const word = element("strong", {}, passed ? "passes" : "fails")
  const made = element("li", { className: passed ? "passes" : "fails" }, word, ` ${name}`)
  if (hinted && hint) made.append(element("p", { className: "live-hint" }, `Hint: ${hint}`))
  return made
}
