import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { NOTEBOOK } from "../../../docs/assets/lab/setup.js"

test("a constant column is refused", () => {
  const setup = { ...NOTEBOOK, data: "own", points: [[1, 2], [-1, 3], [1, 4]], standardize: true }
  assert.throws(() => new Problem(setup), { message: /a and c both add the same to every point/ })
})
