import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { assertClose, notebook, reference } from "../reference.js"

test("the notebook's set-up in numbers", () => {
  const problem = new Problem(notebook)
  assert.equal(problem.count, 41)
  assert.equal(problem.size, 3)
  assert.deepEqual(problem.letters, ["a", "b", "c"])
  assert.deepEqual([...problem.values([1, 2, 3], [0, 2])], [3, 11])
})

test("losses are the package's", () => {
  for (const { setup, params, loss } of reference.losses) {
    const problem = new Problem(setup)
    assertClose([problem.fullLoss(params)], [loss], 1e-9)
    if (setup.approximation !== "sine") assertClose([problem.sampledLoss(params)], [loss], 1e-9)
  }
})

test("the sampled loss of a sine has 200 points at most, weighted as all", () => {
  const problem = new Problem({ ...notebook, data: "many", approximation: "sine", guesses: [1, 1] })
  const share = problem.sampledLoss([3, 0.1]) / problem.fullLoss([3, 0.1])
  assert.ok(share !== 1 && share > 0.8 && share < 1.25, String(share))
})

test("float32 rounds the reader's points, float64 does not", () => {
  const own = { ...notebook, data: "own", points: [[0.1, 0.2], [0.3, 0.4], [0.5, 0.9]] }
  assert.equal(new Problem(own).x[0], Math.fround(0.1))
  assert.equal(new Problem({ ...own, dtype: "float64" }).x[0], 0.1)
})

test("the best parameters are exact for the notebook's problem", () => {
  assertClose([...new Problem({ ...notebook, standardize: true }).bestParams()], [5, 0, 0], 1e-12, 1000)
})
