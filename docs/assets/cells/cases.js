// The cases of an exercise: which of them pass, and a hint on the first that fails.

import { element } from "../element.js"

export function listOf(cases) {
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
