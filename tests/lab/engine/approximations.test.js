import assert from "node:assert/strict"
import { test } from "node:test"

import { APPROXIMATIONS, columnsOf, valuesAt } from "../../../docs/assets/lab/engine/approximations.js"
import { close, golden } from "../reference.js"

test("values are the package's", () => {
  assert.deepEqual(Object.keys(golden.values).sort(), Object.keys(APPROXIMATIONS).sort())
  for (const [name, { params, x, values }] of Object.entries(golden.values)) {
    close([...valuesAt(APPROXIMATIONS[name], params, x)], values, 1e-13, Math.max(...values.map(Math.abs)))
  }
})

test("columns times parameters are the values", () => {
  for (const [name, { params, x }] of Object.entries(golden.values)) {
    const approximation = APPROXIMATIONS[name]
    if (approximation.degree === null) continue
    const columns = columnsOf(approximation, x)
    const size = params.length
    const sums = x.map((_, i) => params.reduce((sum, param, j) => sum + param * columns[i * size + j], 0))
    const values = [...valuesAt(approximation, params, x)]
    close(sums, values, 1e-13, Math.max(...values.map(Math.abs)))
  }
})

test("formulas name each parameter, from the highest power down", () => {
  assert.equal(APPROXIMATIONS.quadratic.formula, "ax² + bx + c")
  assert.equal(APPROXIMATIONS["degree 6"].formula, "ax⁶ + bx⁵ + cx⁴ + dx³ + ex² + fx + g")
  for (const { formula, letters } of Object.values(APPROXIMATIONS)) {
    for (const letter of letters) assert.ok(formula.includes(letter))
  }
})
