// Runs Python: one program at a time, in a worker in a frame without access to anything.

import { outcomeOf, unfinished } from "./outcome.js"
import { load } from "./runtime.js"
import { openFrame } from "./sandbox.js"

// The site's longest cell takes three seconds on a desktop, five times as long on a phone.
const SECONDS = 60
const SECONDS_AFTER = 10 // for Python to return to its initial state, which takes 0.1 s

let frame // a promise of the port to the frame
let python // a promise of a port to a worker that waits for a program
let current // the run in progress

// Loads and starts Python, once, when the reader is about to run something. Rejects if that fails;
// the next call tries again. Reports { loaded, total } in bytes.
export function prepare(onProgress) {
  if (!python) replaceWorker(onProgress)
  return python.then(() => {})
}

export function run(program, onText) {
  current?.stop()
  current = new Run({ before: [], checks: "", ...program }, onText)
  const { finished } = current
  return { finished, stop: current.stop.bind(current) }
}

function replaceWorker(onProgress) {
  const starting = startWorker(onProgress)
  python = starting
  starting.catch(() => {
    if (python === starting) python = undefined
  })
}

// Starts a new worker; the frame ends the one before.
async function startWorker(onProgress) {
  frame ??= load(onProgress).then(openFrame)
  frame.catch(() => (frame = undefined))
  const control = await frame
  const { port1, port2 } = new MessageChannel()
  control.postMessage(null, [port2])
  return new Promise((resolve, reject) => {
    control.onmessage = () => {
      reject(new Error("the worker has ended"))
      if (current?.port) current.abort("crashed") // a run without a port waits for this start
    }
    port1.onmessage = ({ data }) => (data.ready ? resolve(port1) : reject(new Error(data.crashed)))
  })
}

class Run {
  constructor(program, onText) {
    this.onText = onText
    this.finished = new Promise((resolve) => (this.resolve = resolve))
    this.start(program).catch((error) => {
      this.end({ ...unfinished("not started"), error: error.message })
    })
  }

  async start(program) {
    await prepare()
    const port = await python
    if (this.over) return
    this.port = port
    // The next run waits until Python has returned to its initial state.
    python = new Promise((resolve) => (this.passOn = resolve))
    port.onmessage = ({ data }) => (data.ready ? this.release() : this.receive(data))
    this.timer = setTimeout(() => this.abort("too long"), 1000 * SECONDS)
    port.postMessage(program)
  }

  receive({ text, result }) {
    if (typeof text === "string") this.onText(text)
    else if (result) this.finish(outcomeOf(result))
    else this.abort("crashed")
  }

  // Cleaning up after a run can hang, too.
  finish(outcome) {
    this.end(outcome)
    this.timer = setTimeout(() => this.abort("crashed"), 1000 * SECONDS_AFTER)
  }

  release() {
    clearTimeout(this.timer)
    this.passOn(this.port)
  }

  end(outcome) {
    if (this.over) return
    this.over = true
    clearTimeout(this.timer)
    if (current === this) current = undefined
    this.resolve(outcome)
  }

  // Ends the worker, and starts another.
  abort(ended) {
    clearTimeout(this.timer)
    this.end(unfinished(ended))
    if (!this.port) return
    this.port.close()
    replaceWorker()
    this.passOn(python)
  }

  stop() {
    if (!this.over) this.abort("stopped")
  }
}
