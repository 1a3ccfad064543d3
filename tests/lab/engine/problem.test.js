import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { NOTEBOOK } from "../../../docs/assets/lab/setup.js"

test("the sampled loss of a sine has 200 points at most, weighted as all", () => {
  const problem = new Problem({ ...NOTEBOOK, data: "many", approximation: "sine", guesses: [1, 1] })
  const share = problem.sampledLoss([3, 0.1]) / problem.fullLoss([3, 0.1])
  assert.ok(share !== 1 && share > 0.8 && share < 1.25, String(share))
})

test("float32 rounds the reader's points, float64 does not", () => {
  const own = { ...NOTEBOOK, data: "own", points: [[0.1, 0.2], [0.3, 0.4], [0.5, 0.9]] }
  assert.equal(new Problem(own).x[0], Math.fround(0.1))
  assert.equal(new Problem({ ...own, dtype: "float64" }).x[0], 0.1)
})
