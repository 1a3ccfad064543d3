import assert from "node:assert/strict"
import { test } from "node:test"

import { Experiment } from "../../docs/assets/lab/experiment.js"
import { MOST_STEPS } from "../../docs/assets/lab/limits.js"
import { changed, NOTEBOOK } from "../../docs/assets/lab/setup.js"
import { MISSIONS } from "../../docs/assets/lab/missions.js"
import { outcome, regime, shown, typed } from "../../docs/assets/lab/messages.js"

function ran(query) {
  const lab = new Experiment(query, () => {})
  while (lab.busy) lab.advance()
  return lab
}

// A way to each mission that its hint tells, and one that stops short of it.
const WAYS = {
  "first step": ["?steps=1", ""],
  almost: ["?steps=100", "?steps=2"],
  "fly off": ["?rate=8e-7&steps=1000", "?rate=6.9e-7&steps=1000"],
  "largest rate": ["?rate=6.9e-7&steps=1000", "?rate=6.5e-7&steps=1000"],
  "side to side": ["?rate=6e-7&steps=50", "?rate=3e-7&steps=50"],
  patience: ["?rate=6.9e-7&steps=400000", "?rate=6.9e-7&steps=100000"],
  "within 200": ["?standardize=1&rate=0.012&steps=100", "?standardize=1&rate=1e-7&steps=200"],
  mean: ["?loss=mean&rate=4.1e-6&steps=100", "?loss=mean&steps=100"],
  floor: ["?approximation=line&guesses=2,3&rate=1e-5&steps=100000", "?approximation=line&guesses=2,3&rate=1e-5&steps=100"],
  momentum: ["?optimizer=momentum&rate=1.2e-6&steps=20000", "?optimizer=momentum&steps=20000"],
  hover: [
    "?data=noisy&batch=1&standardize=1&rate=0.05&rates=300,0.0005&steps=2300",
    "?data=noisy&batch=1&standardize=1&rate=0.05&rates=300,0.0005&steps=600",
  ],
  valleys: [
    "?data=wave&approximation=sine&guesses=3,0.75&rate=1e-4&steps=2000",
    "?data=wave&approximation=sine&guesses=2,2&rate=1e-4&steps=2000",
  ],
}

test("every mission can be done, and none is done short of it", () => {
  assert.deepEqual(MISSIONS.map(({ name }) => name), Object.keys(WAYS))
  for (const { name, isDone } of MISSIONS) {
    const [way, short] = WAYS[name]
    assert.ok(isDone(ran(way)), `${name} is not done by ${way}`)
    assert.ok(!isDone(ran(short)), `${name} is done by ${short}`)
  }
})

test("what is predicted of a bowl is what happens", () => {
  const lab = ran("?dtype=float64&steps=5000")
  const errors = lab.errorsOf(lab.run.params)
  lab.errorsAfter(5000).forEach((predicted, i) => assert.ok(Math.abs(predicted - errors[i]) < 1e-9))
  assert.ok(Math.abs(lab.lossAfter(5000) / lab.run.loss - 1) < 1e-9)
})

test("a new rate is predicted from where the run stands", () => {
  const lab = ran("?dtype=float64&steps=300")
  lab.changeRate(5e-7)
  lab.go(700)
  while (lab.busy) lab.advance()
  assert.deepEqual(lab.run.rates, [[0, 1e-7], [300, 5e-7]])
  assert.ok(Math.abs(lab.lossAfter(1000) / lab.run.loss - 1) < 1e-9)
  assert.ok(lab.errorsAfter(200).every(Number.isNaN))
})

test("an address replays its changes of the rate", () => {
  assert.deepEqual(ran("?rates=10,2e-7;20,5e-8&steps=50").run.rates, [[0, 1e-7], [10, 2e-7], [20, 5e-8]])
})

test("steps that are still needed are steps that lead there", () => {
  const lab = new Experiment("?dtype=float64", () => {})
  const [, steps] = lab.stepsNeeded()
  lab.go(steps - 1)
  while (lab.busy) lab.advance()
  const off = () => Math.abs(lab.run.params[1] - lab.lowest[1])
  assert.ok(off() > lab.tolerances[1])
  lab.go(1)
  while (lab.busy) lab.advance()
  assert.ok(off() <= lab.tolerances[1])
  assert.equal(lab.stepsNeeded()[1], 0)
})

test("a change that is none leaves the experiment as it was, with a message", () => {
  const lab = ran("?steps=100")
  const params = [...lab.run.params]
  for (const change of [{ rate: NaN }, { rate: -1 }, { guesses: [1, NaN, 2] }, { seed: 0.5 }, { data: "own", points: [[1, 1]] }]) {
    lab.change(change)
    assert.match(lab.message, /\.$/)
    assert.deepEqual([...lab.run.params], params)
  }
})

test("a run that flies off says step, cause and cure", () => {
  const lab = ran("?rate=8e-7&steps=1000")
  assert.match(outcome(lab), /^At step 132 the loss is beyond what float32 can hold. .* above the largest stable one, 6\.919e-7/)
  assert.ok(lab.stableHalf < lab.best.largestStableRate)
  assert.match(regime(lab), /^Too large: 1\.156 times the largest stable rate, which is 6\.919e-7\./)
})

test("a rate that is changed at the last step is kept by the address", () => {
  const lab = ran("?rates=50,5e-7&steps=50")
  assert.equal(lab.rate, 5e-7)
})

test("play ends when every parameter is right for good", () => {
  const lab = new Experiment("", () => {})
  const last = Math.max(...lab.stepsNeeded())
  const finish = () => {
    while (lab.busy) lab.advance()
  }
  lab.go(last)
  finish()
  assert.equal(lab.isRight(2), false) // float32 lags behind theory
  lab.play(true)
  finish()
  assert.ok(lab.run.step > last && lab.run.step < 1.1 * last)
  assert.ok([0, 1, 2].every((place) => lab.isRight(place)))
})

test("a new rate after a run has ended is a new run", () => {
  const lab = ran("?rate=8e-7&steps=1000")
  lab.changeRate(1e-7)
  assert.equal(lab.run.step, 0)
  assert.equal(lab.run.ended, null)
})

test("a rate that the reader chooses takes the place of those that an address had for later", () => {
  const lab = new Experiment("?rates=3000000,3e-7&steps=9000000", () => {})
  lab.advance()
  lab.play(false)
  lab.changeRate(2e-7)
  assert.deepEqual(lab.later, [])
})

test("a start at the best place needs no steps", () => {
  assert.deepEqual(ran("?guesses=5,0,0").stepsNeeded(), [0, 0, 0])
})

test("a parameter whose step float32 cannot hold stands still, and does so in the run", () => {
  const lab = ran("?rate=3e-10&steps=100000")
  assert.deepEqual([0, 1, 2].map((place) => lab.standsStill(place)), [true, false, true])
  const c = lab.run.params[2]
  lab.go(100)
  while (lab.busy) lab.advance()
  assert.equal(lab.run.params[2], c)
})

test("numbers are short to read and whole to type", () => {
  const read = [1e-7, -2.0486e-5, 0, 0.6341234, 23010881, 1568086.4, 1e21, NaN, -Infinity]
  const words = ["1e-7", "-2.049e-5", "0", "0.6341", "23,010,881", "1,568,086", "1e21", "not a number", "−infinity"]
  assert.deepEqual(read.map(shown), words)
  for (const value of [1e-7, 3.47e-6, 0.1 + 0.2, 5, 1.23456789e-9]) assert.equal(Number(typed(value)), value)
  assert.equal(typed(3.47e-6), "3.47e-6")
})

test("another function keeps the curve where it can", () => {
  assert.deepEqual(changed(NOTEBOOK, { approximation: "cubic" }).guesses, [0, 1, 2, 3])
  assert.deepEqual(changed(NOTEBOOK, { approximation: "line" }).guesses, [2, 3])
  assert.equal(changed({ ...NOTEBOOK, standardize: true }, { approximation: "sine" }).standardize, false)
  assert.equal(changed({ ...NOTEBOOK, data: "many", batch: 500 }, { data: "noisy" }).batch, null)
})

for (const [name, query] of [
  ["momentum", "?optimizer=momentum&rate=1.2e-6"],
  ["a sine in its valley", "?data=wave&approximation=sine&guesses=3,0.75&rate=1e-4"],
  ["another rate on the way", "?rates=50,5e-7&steps=60"],
]) {
  test(`play ends when all have come to rest: ${name}`, () => {
    const lab = ran(query)
    lab.play(true)
    while (lab.busy) lab.advance()
    assert.ok(lab.run.step < MOST_STEPS)
    assert.ok(lab.tolerances.every((_, place) => lab.isRight(place)))
  })
}

test("play goes on while mini-batches hover", () => {
  const lab = ran("?data=noisy&batch=5&steps=2000&rate=1e-7")
  assert.equal(lab.rests, false)
})

test("the words tell the rate and since when", () => {
  assert.match(outcome(ran("?steps=20")), /^After 20 steps at rate 1e-7: /)
  assert.match(outcome(ran("?rates=20,5e-7&steps=25")), /^After 25 steps, the last 5 at rate 5e-7: /)
  const lab = ran("?steps=20")
  lab.changeRate(5e-7)
  assert.match(outcome(lab), /^After 20 steps, now at rate 5e-7: /)
})

test("a function that was left and comes back has its start again", () => {
  const lab = ran("?guesses=4,2,3")
  lab.change({ approximation: "line" })
  assert.deepEqual(lab.setup.guesses, [2, 3])
  lab.change({ guesses: [7, 3] })
  lab.change({ approximation: "sine" })
  lab.change({ approximation: "quadratic" })
  assert.deepEqual(lab.setup.guesses, [4, 2, 3])
})
