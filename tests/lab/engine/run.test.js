import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { Run } from "../../../docs/assets/lab/engine/run.js"
import { notebook, reference } from "../reference.js"

const newRun = (change = {}) => new Run(new Problem({ ...notebook, ...change }))

test("the notebook's run ends at what the notebook printed", () => {
  const run = newRun()
  assert.equal(run.advance(10_002), 10_002)
  assert.deepEqual([...run.params].map((value) => value.toFixed(4)), reference.printed)
})

test("single steps lead where many at once do", () => {
  const change = { batch: 7, optimizer: "momentum", dtype: "float64" }
  const [single, many] = [newRun(change), newRun(change)]
  for (let step = 0; step < 50; step++) single.advance(1)
  many.advance(50)
  assert.deepEqual(single.params, many.params)
  assert.equal(single.step, 50)
})

test("a run ends at its first loss that is not finite", () => {
  const run = newRun({ rate: 1e-6 })
  const steps = run.advance(1000)
  assert.ok(steps < 1000)
  assert.deepEqual(run.ended, { reason: "diverged", step: steps })
  assert.equal(run.step, steps)
  assert.equal(run.advance(10), 0)
  assert.equal(run.history.steps.at(-1), steps)
})

test("a run whose first loss is not finite takes no step", () => {
  const run = newRun({ guesses: [1e30, 0, 0] })
  assert.deepEqual(run.ended, { reason: "diverged", step: 0 })
  assert.equal(run.advance(10), 0)
  assert.deepEqual(run.history.steps, [0])
})

test("a new rate takes effect with the next step and is remembered", () => {
  const run = newRun()
  run.advance(3)
  run.rate = 2e-7
  run.rate = 3e-7
  assert.deepEqual(run.rates, [[0, 1e-7], [3, 3e-7]])
  run.rate = 3e-7
  run.advance(1)
  assert.equal(run.rate, 3e-7)
  assert.deepEqual(run.rates, [[0, 1e-7], [3, 3e-7]])
  for (const rate of [0, -1, NaN, Infinity, "1"]) {
    assert.throws(() => (run.rate = rate), /finite number above 0/)
  }
})

test("a deadline stops a run early", () => {
  const run = newRun()
  const steps = run.advance(1e12, performance.now() + 20)
  assert.ok(steps > 0 && steps < 1e12)
  assert.equal(run.step, steps)
})
