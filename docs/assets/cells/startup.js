// Starts Python when a reader is about to run something, and reports how much of it has loaded.

import { prepare } from "./runner.js"

const listeners = new Set()
let loadedText = ""

export function warmUp() {
  prepare(onProgress).catch(() => {}) // a run that needs Python reports the error
}

// Resolves when Python is ready. listener(text) is told how much has loaded.
export async function whenReady(listener) {
  listener(loadedText)
  listeners.add(listener)
  try {
    await prepare(onProgress)
  } finally {
    listeners.delete(listener)
  }
}

function onProgress({ loaded, total }) {
  loadedText = loaded < total ? `${megabytes(loaded)} of ${megabytes(total)} MB` : ""
  for (const listener of listeners) listener(loadedText)
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1)
}
