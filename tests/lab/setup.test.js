import assert from "node:assert/strict"
import { test } from "node:test"

import { NOTEBOOK, withChange } from "../../docs/assets/lab/setup.js"

test("another function keeps the curve where it can", () => {
  assert.deepEqual(withChange(NOTEBOOK, { approximation: "cubic" }).guesses, [0, 1, 2, 3])
  assert.deepEqual(withChange(NOTEBOOK, { approximation: "line" }).guesses, [2, 3])
})

test("what a change makes impossible is dropped", () => {
  assert.equal(withChange({ ...NOTEBOOK, standardize: true }, { approximation: "sine" }).standardize, false)
  assert.equal(withChange({ ...NOTEBOOK, data: "many", batch: 500 }, { data: "noisy" }).batch, null)
})
