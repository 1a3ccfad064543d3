// Runs Python: one program at a time, in a worker in a frame that reaches nothing.

import { load } from "./files.js"
import { outcomeOf, unfinished } from "./outcome.js"
import { openFrame } from "./sandbox.js"

// The longest cell of the site takes three seconds on a desktop, five times as many on a phone.
const SECONDS = 60
const SECONDS_AFTER = 10 // for Python to be as fresh as at its start; it takes a tenth

export const supported =
  location.protocol !== "file:" &&
  ["WebAssembly", "Worker", "DecompressionStream"].every((name) => name in globalThis)

let frame // a promise of the port to the frame
let python // a promise of a port to a worker that waits for a program
let current // the run that goes on

// Fetches and starts Python, once, when the reader is about to run something. Rejects if that
// fails; the next call tries again. Tells { loaded, total } of its bytes.
export function prepare(progress) {
  if (!python) renew(progress)
  return python.then(() => {})
}

export function run(program, listen) {
  current?.stop()
  current = new Run({ before: [], checks: "", ...program }, listen)
  const { finished } = current
  return { finished, stop: current.stop.bind(current) }
}

function renew(progress) {
  const started = begin(progress)
  python = started
  started.catch(() => {
    if (python === started) python = undefined
  })
}

// A new worker; the frame ends the one before.
async function begin(progress) {
  frame ??= load(progress).then(openFrame)
  frame.catch(() => (frame = undefined))
  const control = await frame
  const { port1, port2 } = new MessageChannel()
  control.postMessage(null, [port2])
  return new Promise((resolve, reject) => {
    control.onmessage = () => {
      reject(new Error("its worker has ended"))
      if (current?.port) current.cut("crashed") // otherwise it waits for this start
    }
    port1.onmessage = ({ data }) => (data.ready ? resolve(port1) : reject(new Error(data.crashed)))
  })
}

class Run {
  constructor(program, listen) {
    this.listen = listen
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
    // Whoever comes next waits until Python is as fresh as at its start.
    python = new Promise((resolve) => (this.handOn = resolve))
    port.onmessage = ({ data }) => (data.ready ? this.leave() : this.hear(data))
    this.timer = setTimeout(() => this.cut("too long"), 1000 * SECONDS)
    port.postMessage(program)
  }

  hear({ text, result }) {
    if (typeof text === "string") this.listen(text)
    else if (result) this.finish(outcomeOf(result))
    else this.cut("crashed")
  }

  // What a run leaves behind can hang, too.
  finish(outcome) {
    this.end(outcome)
    this.timer = setTimeout(() => this.cut("crashed"), 1000 * SECONDS_AFTER)
  }

  leave() {
    clearTimeout(this.timer)
    this.handOn(this.port)
  }

  end(outcome) {
    if (this.over) return
    this.over = true
    clearTimeout(this.timer)
    if (current === this) current = undefined
    this.resolve(outcome)
  }

  // Ends the worker, and has another one started.
  cut(how) {
    clearTimeout(this.timer)
    this.end(unfinished(how))
    if (!this.port) return
    this.port.close()
    renew()
    this.handOn(python)
  }

  stop() {
    if (!this.over) this.cut("stopped")
  }
}
