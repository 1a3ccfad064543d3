// Stands in for the runner: comments of a cell say what becomes of it. For tests of the page around
// it. `window.asked` tells what the page has asked.

const { promise: arrived, resolve: arrive } = Promise.withResolvers()
const asked = (window.asked = { prepared: 0, programs: [], stopped: 0, arrive })
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

if (!location.search.includes("waiting")) arrive()

let ready
let current

export function prepare(progress = () => {}) {
  asked.prepared += 1
  ready ??= start(progress)
  return ready
}

async function start(progress) {
  progress({ loaded: 1_500_000, total: 4_300_000 })
  await arrived
}

export function run(program, listen) {
  current?.stop()
  asked.programs.push(program)
  const { promise: stopped, resolve } = Promise.withResolvers()
  const performed = perform(program, listen)
  const one = {
    finished: Promise.race([stopped, performed]).finally(() => one === current && (current = null)),
    stop() {
      if (one === current) asked.stopped += 1
      resolve(result({ ended: "stopped" }))
    },
  }
  return (current = one)
}

async function perform({ code, checks }, listen) {
  await prepare()
  await wait(50)
  for (const [, text, end] of code.matchAll(/^print\("(.*?)"(, end=".*")?\)/gm)) {
    listen(`${text}${end ? JSON.parse(end.slice(6)) : "\n"}`)
    await wait(5)
  }
  const [, how] = /# ends: (too \w+|\w+)/.exec(code) ?? []
  if (ENDS[how]) return ENDS[how]()
  if (checks) return result({ cases: casesOf(code) })
  return result({ value: /# value: (.*)/.exec(code)?.[1] ?? null })
}

const result = (given) => {
  return { ended: "done", value: null, figures: [], error: null, cases: [], ...given }
}

const error = (place, text) => {
  const told = `Traceback (most recent call last):\n  File "${place}", line 1, in <module>\n${text}`
  return result({ ended: "error", error: told })
}

const ENDS = {
  never: () => new Promise(() => {}),
  error: () => error("<cell>", "ZeroDivisionError: division by zero"),
  elsewhere: () => error("<cell 1>", "NameError: name 'xs' is not defined"),
  "too long": () => result({ ended: "too long" }),
  "too much": () => result({ ended: "too much" }),
  crashed: () => result({ ended: "crashed" }),
  figure: () => result({ figures: [figureOf(PARABOLAS)] }),
  shown: () => ({ ...ENDS.error(), figures: [figureOf(PARABOLAS)] }),
  bars: () => result({ figures: [{ ...figureOf(BARS), title: "<u>Title</u>", yLog: true, yRange: [-1, 3] }] }),
}

const X = Array.from({ length: 41 }, (_, place) => place - 20)
const PARABOLAS = [
  { name: "data", mode: "markers", x: X, y: X.map((x) => 5 * x * x) },
  { name: "<b>approx</b>", mode: "lines", x: X, y: X.map((x) => x * x) },
]
const BARS = [{ name: "", mode: "bars", x: ["<i>one</i>", "two", "three"], y: [1, 100, null] }]

function figureOf(traces) {
  return { traces, title: "", xTitle: "x", yTitle: "y", xLog: false, yLog: false }
}

function casesOf(code) {
  const passed = code.includes("2 * x")
  const hint = passed ? null : "double(2) should be 4; it is 2."
  return [
    { name: "Twice 0 is 0.", passed: true, hint: null },
    { name: "Twice 2 is 4.", passed, hint },
  ]
}
