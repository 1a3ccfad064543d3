import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { Run } from "../../../docs/assets/lab/engine/run.js"
import { NOTEBOOK } from "../../../docs/assets/lab/setup.js"

const newRun = (change = {}) => new Run(new Problem({ ...NOTEBOOK, ...change }))

for (const change of [{ rate: 1e-6 }, { guesses: [1e30, 0, 0] }]) {
  test(`a run ends at its first loss that is not finite: ${JSON.stringify(change)}`, () => {
    const run = newRun(change)
    const steps = run.advance(1000)
    assert.equal(steps === 0, "guesses" in change)
    assert.ok(steps < 1000)
    assert.deepEqual(run.ended, { step: steps })
    assert.equal(run.step, steps)
    assert.equal(run.advance(10), 0)
    assert.equal(run.history.steps.at(-1), steps)
  })
}

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
