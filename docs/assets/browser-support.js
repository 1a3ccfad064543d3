// What live cells and the lab need of a browser, and the first versions that have all of it. README and
// CONTRIBUTING have them, too. This file itself needs nothing new.

const HAS = {
  WebAssembly: "WebAssembly" in window,
  Worker: "Worker" in window,
  DecompressionStream: "DecompressionStream" in window,
  ":has()": CSS.supports("selector(:has(a))"),
  "Array.at()": "at" in Array.prototype,
}
const NEEDS = {
  cells: ["WebAssembly", "Worker", "DecompressionStream", ":has()"],
  lab: ["Array.at()"],
  pictures: ["Array.at()"],
}
const BROWSERS = {
  cells: "Chrome 105, Firefox 121, Safari 16.4",
  lab: "Chrome 92, Firefox 90, Safari 15.4",
  pictures: "Chrome 92, Firefox 90, Safari 15.4",
}

// Why this browser does not run one of them; "" if it does.
export function refusal(kind) {
  const missing = NEEDS[kind].filter((name) => !HAS[name])
  if (!missing.length) return ""
  const lack = `your browser has no ${missing.join(" and no ")}`
  return `does not run: ${lack}. ${BROWSERS[kind]} and later have it, unless it is switched off.`
}
