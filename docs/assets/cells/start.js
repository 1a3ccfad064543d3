// Python's start: it begins when a reader is about to run something, and is told where one waits.

import { prepare } from "./runner.js"

const waiting = new Set()
let come = "" // how much of it, while it comes

export function warmUp() {
  prepare(progress).catch(() => {}) // a run that needs it says so
}

// Resolves when Python is there. hear(text) tells how much of it has come.
export async function started(hear) {
  hear(come)
  waiting.add(hear)
  try {
    await prepare(progress)
  } finally {
    waiting.delete(hear)
  }
}

function progress({ loaded, total }) {
  come = loaded < total ? `${megabytes(loaded)} of ${megabytes(total)} MB` : ""
  for (const hear of waiting) hear(come)
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1)
}
