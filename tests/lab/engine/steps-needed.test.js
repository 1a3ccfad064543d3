import assert from "node:assert/strict"
import { test } from "node:test"

import { MersenneTwister } from "../../../docs/assets/lab/engine/mersenne-twister.js"
import { stepsNeeded } from "../../../docs/assets/lab/engine/steps-needed.js"

// One more than the last step outside the tolerance, by taking every step.
function countSteps(amplitudes, products, tolerance, maxSteps) {
  const errors = [...amplitudes]
  let last = -1
  for (let step = 0; step <= maxSteps; step++) {
    if (Math.abs(errors.reduce((sum, error) => sum + error, 0)) > tolerance) last = step
    products.forEach((product, d) => (errors[d] *= 1 - product))
  }
  assert.ok(last < maxSteps)
  return last + 1
}

test("steps needed are those that counting finds", () => {
  const generator = new MersenneTwister(0)
  const random = () => generator.random() / 2 ** 32
  const results = new Set()
  for (let i = 0; i < 300; i++) {
    const products = Array.from({ length: 3 }, () => 2 - 0.01 - 1.98 * random() ** (1 + (i % 3)))
    const amplitudes = products.map(() => 2 * random() - 1)
    const tolerance = 10 ** (-6 * random())
    const steps = stepsNeeded(amplitudes, products, tolerance)
    assert.equal(steps, countSteps(amplitudes, products, tolerance, 5000))
    results.add(steps)
  }
  assert.ok(results.size > 100)
})

test("an error that leaves the tolerance for a few steps is not missed", () => {
  for (let rate = 0.001; rate < 0.002; rate += 0.00005) {
    const products = [rate, 1 - (1 - rate) ** 2] // the largest error is 1/4, near step ln 2 / rate
    const tolerance = 0.25 * (1 - 1e-5)
    const steps = stepsNeeded([1, -1], products, tolerance)
    assert.ok(steps > 0.6 / rate)
    assert.equal(steps, countSteps([1, -1], products, tolerance, 5000))
  }
})

test("steps that never suffice are Infinity, those of an unknown error NaN", () => {
  assert.equal(stepsNeeded([1], [2.1], 0.1), Infinity)
  assert.equal(stepsNeeded([1], [2], 0.1), Infinity)
  assert.equal(stepsNeeded([1e-30], [2.1], 0.1), Infinity)
  assert.equal(stepsNeeded([1], [1e-30], 0.1), Infinity)
  assert.equal(stepsNeeded([0], [2.1], 0.1), 0)
  assert.equal(stepsNeeded([1], [1], 0.1), 1)
  assert.ok(Number.isNaN(stepsNeeded([NaN], [0.5], 0.1)))
})
