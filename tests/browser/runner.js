// Stands in for the runner: a cell's first comment says how it ends. For tests of what a page makes of it.

export const supported = !location.search.includes("unsupported")

let ready
let current
const asked = (window.asked = { prepared: 0, programs: [], stopped: 0 })

export function prepare(progress = () => {}) {
  asked.prepared += 1
  ready ??= start(progress)
  return ready
}

async function start(progress) {
  progress({ loaded: 1_500_000, total: 4_300_000 })
  await wait(600)
}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export function run(program, listen) {
  current?.stop()
  asked.programs.push(program)
  let stop
  const stopped = new Promise((resolve) => (stop = () => resolve({ ...NOTHING, ended: "stopped" })))
  const performed = perform(program, listen)
  const one = { finished: Promise.race([stopped, performed]) }
  one.stop = () => {
    if (current === one) asked.stopped += 1
    current = undefined
    stop()
  }
  current = one
  performed.then(() => current === one && (current = undefined))
  return one
}

const NOTHING = { ended: "done", value: null, figure: null, error: null, cases: [] }

async function perform({ code, before, checks }, listen) {
  await prepare()
  await wait(50)
  const how = /# ends: (.*)/.exec([...before, code].join("\n").includes("# ends: elsewhere") ? "# ends: elsewhere" : code)?.[1]
  for (const [, text] of code.matchAll(/^print\("(.*)"\)/gm)) {
    listen(`${text}\n`)
    await wait(20)
  }
  if (how === "never") await wait(1e9)
  if (how === "error") return { ...NOTHING, ended: "error", error: 'Traceback (most recent call last):\n  File "<cell>", line 1, in <module>\nZeroDivisionError: division by zero\n' }
  if (how === "elsewhere") return { ...NOTHING, ended: "error", error: 'Traceback (most recent call last):\n  File "<cell 1>", line 1, in <module>\nNameError: name \'xs\' is not defined\n' }
  if (["too long", "too much", "crashed"].includes(how)) return { ...NOTHING, ended: how }
  if (how === "figure") {
    const x = Array.from({ length: 41 }, (_, place) => place - 20)
    const traces = [
      { name: "data", mode: "markers", x, y: x.map((each) => 5 * each * each) },
      { name: "<b>approx</b>", mode: "lines", x, y: x.map((each) => each * each) },
    ]
    return { ...NOTHING, figure: { traces, xTitle: "x", yTitle: "y" } }
  }
  if (checks) {
    const right = code.includes("2 * x")
    return { ...NOTHING, cases: [{ name: "Twice 0 is 0.", passed: true, hint: null }, { name: "Twice 2 is 4.", passed: right, hint: right ? null : "double(2) should be 4; it is 2." }] }
  }
  return { ...NOTHING, value: /# value: (.*)/.exec(code)?.[1] ?? null }
}
