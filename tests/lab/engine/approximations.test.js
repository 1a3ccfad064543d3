import assert from "node:assert/strict"
import { test } from "node:test"

import { APPROXIMATIONS } from "../../../docs/assets/lab/engine/approximations.js"

test("formulas name each parameter, from the highest power down", () => {
  assert.equal(APPROXIMATIONS.quadratic.formula, "ax² + bx + c")
  assert.equal(APPROXIMATIONS["degree 6"].formula, "ax⁶ + bx⁵ + cx⁴ + dx³ + ex² + fx + g")
  for (const { formula, letters } of Object.values(APPROXIMATIONS)) {
    for (const letter of letters) assert.ok(formula.includes(letter))
  }
})
