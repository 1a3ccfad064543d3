import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { Run } from "../../../docs/assets/lab/engine/run.js"
import { NOTEBOOK } from "../../../docs/assets/lab/setup.js"

test("the history is short, dense at first, and has the first and the current step", () => {
  const points = [[0, 1], [1, 2]]
  const setup = { ...NOTEBOOK, data: "own", points, approximation: "line", guesses: [0, 0], rate: 1e-3 }
  const run = new Run(new Problem(setup))
  for (const last of [0, 1, 2, 99, 1000, 12_345, 200_000]) {
    run.advance(last - run.step)
    const { steps, losses, params } = run.history
    assert.ok(steps.length <= 600, `${steps.length} rows`)
    assert.equal(steps[0], 0)
    assert.equal(steps.at(-1), last)
    assert.ok(steps.every((step, i) => i === 0 || step > steps[i - 1]))
    for (const rows of [losses, params]) assert.equal(rows.length, steps.length)
    for (let step = 0; step <= Math.min(last, 16); step++) assert.equal(steps[step], step)
    // No gap is wide, neither on a logarithmic axis nor on a linear one.
    assert.ok(steps.every((step, i) => i < 2 || step - steps[i - 1] <= Math.max(1, steps[i - 1] / 16)))
    assert.ok(steps.every((step, i) => i === 0 || step - steps[i - 1] <= Math.max(1, last / 125)))
  }
})

test("rows are what another run has at their steps", () => {
  const problem = new Problem(NOTEBOOK)
  const run = new Run(problem)
  run.advance(5000)
  const { steps, losses, params } = run.history
  const other = new Run(problem)
  steps.forEach((step, i) => {
    other.advance(step - other.step)
    assert.deepEqual(other.params, params[i])
    assert.equal(other.loss, losses[i])
  })
})
