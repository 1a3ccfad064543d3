import assert from "node:assert/strict"
import { test } from "node:test"

import { problemOf } from "../../../docs/assets/lab/engine/problem.js"
import { Run } from "../../../docs/assets/lab/engine/run.js"
import { close, golden, notebook } from "../reference.js"

const started = (change = {}) => new Run(problemOf({ ...notebook, ...change }))

test("the notebook's run comes to what the notebook printed", () => {
  const run = started()
  assert.equal(run.advance(10_002), 10_002)
  assert.deepEqual([...run.params].map((value) => value.toFixed(4)), golden.printed)
})

test("steps one by one are steps all at once", () => {
  const change = { batch: 7, optimizer: "momentum", dtype: "float64" }
  const [one, all] = [started(change), started(change)]
  for (let step = 0; step < 50; step++) one.advance(1)
  all.advance(50)
  assert.deepEqual(one.params, all.params)
  assert.equal(one.step, 50)
})

test("a run ends at its first loss that is not finite", () => {
  const run = started({ rate: 1e-6 })
  const made = run.advance(1000)
  assert.deepEqual(run.ended, { reason: "diverged", step: made })
  assert.equal(run.step, made)
  assert.equal(run.advance(10), 0)
  assert.equal(run.record.steps.at(-1), made)
})

test("a run whose first loss is not finite makes no step", () => {
  const run = started({ guesses: [1e30, 0, 0] })
  assert.deepEqual(run.ended, { reason: "diverged", step: 0 })
  assert.equal(run.advance(10), 0)
  assert.deepEqual(run.record.steps, [0])
})

test("a new rate takes effect from the next step on and is kept", () => {
  const run = started()
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

test("a deadline ends an advance early", () => {
  const run = started()
  const made = run.advance(1e12, performance.now() + 20)
  assert.ok(made > 0 && made < 1e12)
  assert.equal(run.step, made)
})

test("the record is short, dense at first, and has the first step and the current one", () => {
  const points = [[0, 1], [1, 2]]
  const run = started({ data: "own", points, approximation: "line", guesses: [0, 0], rate: 1e-3 })
  for (const steps of [0, 1, 2, 99, 1000, 12_345, 200_000]) {
    run.advance(steps - run.step)
    const { steps: kept, losses, batchLosses, params } = run.record
    assert.ok(kept.length <= 600, `${kept.length} rows`)
    assert.equal(kept[0], 0)
    assert.equal(kept.at(-1), steps)
    assert.ok(kept.every((step, i) => i === 0 || step > kept[i - 1]))
    for (const rows of [losses, batchLosses, params]) assert.equal(rows.length, kept.length)
    for (let step = 0; step <= Math.min(steps, 16); step++) assert.equal(kept[step], step)
    // on a logarithmic axis no gap is wide; on a linear one neither
    assert.ok(kept.every((step, i) => i < 2 || step - kept[i - 1] <= Math.max(1, kept[i - 1] / 16)))
    assert.ok(kept.every((step, i) => i === 0 || step - kept[i - 1] <= Math.max(1, steps / 125)))
  }
})

test("rows of the record are what the run was at their steps", () => {
  const run = started()
  run.advance(5000)
  const { steps, losses, params } = run.record
  const again = started()
  steps.forEach((step, i) => {
    again.advance(step - again.step)
    assert.deepEqual(again.params, params[i])
    close([again.loss], [losses[i]], 0)
  })
})

test("what is recorded does not move with the run", () => {
  const run = started()
  const { params } = run.record
  run.advance(10)
  assert.deepEqual([...params[0]], notebook.guesses)
})
