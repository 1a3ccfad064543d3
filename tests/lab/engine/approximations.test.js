import assert from "node:assert/strict"
import { test } from "node:test"

import { APPROXIMATIONS, designMatrix, evaluate } from "../../../docs/assets/lab/engine/approximations.js"
import { maxAbs } from "../../../docs/assets/lab/engine/arithmetic.js"
import { assertClose, reference } from "../reference.js"

test("values are the package's", () => {
  assert.deepEqual(Object.keys(reference.values).sort(), Object.keys(APPROXIMATIONS).sort())
  for (const [name, { params, x, values }] of Object.entries(reference.values)) {
    assertClose([...evaluate(APPROXIMATIONS[name], params, x)], values, 1e-13, maxAbs(values))
  }
})

test("the design matrix times the parameters is the values", () => {
  for (const [name, { params, x, values }] of Object.entries(reference.values)) {
    const approximation = APPROXIMATIONS[name]
    if (approximation.degree === null) continue
    const matrix = designMatrix(approximation, x)
    const size = params.length
    const products = x.map((_, i) => params.reduce((sum, param, j) => sum + param * matrix[i * size + j], 0))
    assertClose(products, values, 1e-13, maxAbs(values))
  }
})

test("formulas name each parameter, from the highest power down", () => {
  assert.equal(APPROXIMATIONS.quadratic.formula, "ax² + bx + c")
  assert.equal(APPROXIMATIONS["degree 6"].formula, "ax⁶ + bx⁵ + cx⁴ + dx³ + ex² + fx + g")
  for (const { formula, letters } of Object.values(APPROXIMATIONS)) {
    for (const letter of letters) assert.ok(formula.includes(letter))
  }
})
