import assert from "node:assert/strict"
import { test } from "node:test"

import { pytorchProgram } from "../../docs/assets/lab/pytorch-program.js"
import { NOTEBOOK } from "../../docs/assets/lab/setup.js"

function program(change = {}, rates = [[0, 1e-7]], steps = 100) {
  return pytorchProgram({ ...NOTEBOOK, ...change }, rates, steps)
}

test("the six steps are in their order", () => {
  const indices = [1, 2, 3, 4, 5].map((step) => program().indexOf(`# ${step}.`))
  assert.ok(indices.every((index, i) => index > (indices[i - 1] ?? 0)))
})

test("what is not used is left out", () => {
  for (const word of ["generator", "optimizer", "rates", "float64", "spread"]) {
    assert.ok(!program().includes(word), word)
  }
})

test("rates after the last step are left out", () => {
  assert.ok(!program({}, [[0, 1e-7], [100, 2e-7]], 100).includes("rates"))
  assert.ok(program({}, [[0, 1e-7], [99, 2e-7]], 100).includes("{0: 1e-7, 99: 2e-7}"))
})

test("lines are not too long to read", () => {
  const size = { approximation: "degree 6", guesses: [1, 2, 3, 4, 5, 6, 7] }
  for (const standardize of [true, false]) {
    const text = program({ data: "many", optimizer: "momentum", batch: 5, standardize, ...size })
    for (const line of text.split("\n")) assert.ok(line.length <= 88, line)
  }
})
