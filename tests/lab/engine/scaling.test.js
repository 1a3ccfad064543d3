import assert from "node:assert/strict"
import { test } from "node:test"

import { maxAbs } from "../../../docs/assets/lab/engine/arithmetic.js"
import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { assertClose, notebook, reference } from "../reference.js"

test("standardized parameters are the package's, and convert back", () => {
  for (const { setup, scaledParams } of reference.standardized) {
    const problem = new Problem(setup)
    const actual = problem.fromOriginal(setup.guesses)
    assertClose([...actual], scaledParams, 1e-9, maxAbs(scaledParams))
    assertClose([...problem.toOriginal(actual)], setup.guesses, 1e-9, maxAbs(setup.guesses))
  }
})

test("a constant column is refused", () => {
  const setup = { ...notebook, data: "own", points: [[1, 2], [-1, 3], [1, 4]], standardize: true }
  assert.throws(() => new Problem(setup), { message: /a and c both add the same to every point/ })
})
