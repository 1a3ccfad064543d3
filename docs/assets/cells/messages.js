// What a cell says about its runs.

const LONGEST_SPOKEN = 300 // characters

const ENDS = {
  done: (time, changes) => `Ran in ${time}${changes}`,
  error: (time, changes) => `Stopped at an error after ${time}${changes}`,
  stopped: () => "Stopped",
  "too long": (time) => `Stopped after ${time}: a cell may not run longer; try fewer steps or numbers`,
  "too much": (time) => `Stopped after ${time}: it printed too much`,
  "not started": () => "Python did not start. The next run tries again",
  crashed: () => "Python crashed. The next run starts it again",
}

export function endOf({ ended, cases }, milliseconds, changedBefore) {
  const changes = changedBefore ? ", with your changes above" : ""
  if (ended === "done" && cases.length) return tally(cases)
  return `${ENDS[ended](duration(milliseconds), changes)}.`
}

export function everyCasePasses({ ended, cases }) {
  return ended === "done" && cases.length > 0 && cases.every(({ passed }) => passed)
}

function tally(cases) {
  const passed = cases.filter((each) => each.passed).length
  if (passed === cases.length) return "Every case passes."
  return `Cases that pass: ${passed} of ${cases.length}.`
}

// How many cells run first, and how many of them the reader has changed.
export function runsFirst(cells, changed) {
  if (!cells) return ""
  const those = cells === 1 ? "the cell with Run above" : `the ${cells} cells with Run above`
  if (!changed) return `Runs ${those} first.`
  return `Runs ${those} first, ${cells === 1 ? "" : `${changed} of them `}with your changes.`
}

export const OUTDATED = "A cell above has changed since this ran. Run it again."
export const RESTORED = "Your change is still here. Run it to see what it does."

export function editorKeys() {
  if (matchMedia("(pointer: coarse)").matches) return ""
  const key = /Mac|iP/.test(navigator.platform) ? "Cmd" : "Ctrl"
  return `${key}-Enter runs it, Escape leaves the editor.`
}

// The end of an output, for screen readers.
export function spokenEnd(output) {
  const text = output.trim()
  return text.length > LONGEST_SPOKEN ? `… ${text.slice(-LONGEST_SPOKEN)}` : text
}

function duration(milliseconds) {
  const seconds = milliseconds / 1000
  return seconds < 0.1 ? "less than 0.1 s" : `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
}
