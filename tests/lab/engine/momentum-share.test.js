import assert from "node:assert/strict"
import { test } from "node:test"

import { momentumFactor, momentumShare } from "../../../docs/assets/lab/engine/momentum-share.js"

// Step by step, as the recipe takes them: the error of one direction, and its velocity.
function sharesByLoop(product, momentum, steps) {
  let [error, velocity] = [1, 0]
  return Array.from({ length: steps + 1 }, () => {
    const share = error
    velocity = momentum * velocity + product * error
    error -= velocity
    return share
  })
}

// Real roots, equal ones, complex ones, and such that grow; the first six without momentum.
const CASES = [
  ...[0.001, 0.5, 1, 1.9, 2, 2.1].map((product) => [product, 0]),
  ...[0.001, (1 - Math.sqrt(0.9)) ** 2, 0.5, 1, 2, (1 + Math.sqrt(0.9)) ** 2, 3.79, 3.81].map((product) => [product, 0.9]),
]

for (const [product, momentum] of CASES) {
  test(`the share that is left is that of the steps: product ${product}, momentum ${momentum}`, () => {
    sharesByLoop(product, momentum, 60).forEach((expected, step) => {
      const actual = momentumShare(product, momentum, step)
      assert.ok(Math.abs(actual - expected) < 1e-8 * Math.max(1, Math.abs(expected)), `${step}: ${actual}, ${expected}`)
    })
  })
}

test("a share grows beyond 2 (1 + β) and keeps its size there", () => {
  assert.equal(momentumFactor(2, 0), 1)
  assert.ok(Math.abs(momentumFactor(3.8, 0.9) - 1) < 1e-12)
  assert.ok(momentumFactor(3.81, 0.9) > 1)
  assert.ok(momentumFactor(3.79, 0.9) < 1)
  assert.equal(momentumFactor(1, 0.81), 0.9)
})
