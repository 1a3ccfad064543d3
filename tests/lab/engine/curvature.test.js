import assert from "node:assert/strict"
import { test } from "node:test"

import { maxAbs } from "../../../docs/assets/lab/engine/arithmetic.js"
import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { assertClose, notebook, reference } from "../reference.js"

const curvatureOf = (setup) => new Problem(setup).curvature()

// Where two components are equal, rounding decides which is the largest, and so the sign.
function assertCloseButForSign(actual, expected) {
  const sign = Math.sign(actual.reduce((sum, component, j) => sum + component * expected[j], 0))
  assertClose(Array.from(actual, (component) => sign * component), expected, 1e-7, 1)
}

test("directions, minimum and floor are the package's", () => {
  for (const { setup, directions, minimum, floor, largestStableRate, conditionNumber } of reference.curvatures) {
    const curvature = curvatureOf(setup)
    assert.ok(curvature.isExact)
    directions.forEach((direction, d) => assertCloseButForSign(curvature.directions[d], direction))
    assertClose([...curvature.minimum], minimum, 1e-8, maxAbs(minimum))
    assertClose([curvature.floor], [floor.value], 1e-9, floor.size)
    assertClose([curvature.largestStableRate, curvature.conditionNumber], [largestStableRate, conditionNumber], 1e-9)
  }
})

test("steps needed are the package's, to the step", () => {
  for (const { setup, tolerances, predictions } of reference.stepsNeeded) {
    const curvature = curvatureOf(setup)
    assertClose(curvature.tolerances(), tolerances, 1e-9)
    for (const { rate, tolerances, steps } of predictions) {
      const expected = steps.map((count) => count ?? Infinity)
      assert.deepEqual(curvature.stepsNeeded(rate, tolerances ?? undefined), expected)
    }
  }
})

test("steps needed with standardized columns are those of the original parameters", () => {
  for (const { setup, rate, tolerances, steps } of reference.stepsNeededStandardized) {
    const curvature = curvatureOf(setup)
    assertClose(curvature.tolerances(), tolerances, 1e-7)
    assert.deepEqual(curvature.stepsNeeded(rate, tolerances), steps)
  }
})

test("errors along the directions add up to the distance from the minimum", () => {
  const curvature = curvatureOf({ ...notebook, dtype: "float64" })
  const errors = curvature.errorsAt(curvature.start)
  const distance = (j) => curvature.directions.reduce((sum, direction, d) => sum + errors[d] * direction[j], 0)
  assertClose([0, 1, 2].map(distance), [-4, 2, 3], 1e-12)
  assert.deepEqual([...curvature.errorsAt(curvature.minimum)], [0, 0, 0])
})

test("flat directions, as many as points are missing, have no error and need no steps", () => {
  const four = [[0.3, 1], [1.1, 3], [2.9, 2], [4.7, 1]]
  const points = [...four, ...four, ...four]
  const guesses = [0, 0, 0, 0, 0, 0, 1]
  const own = { data: "own", points, approximation: "degree 6", guesses, dtype: "float64" }
  const curvature = curvatureOf({ ...notebook, ...own })
  assert.deepEqual([...curvature.eigenvalues.subarray(0, 3)], [0, 0, 0])
  assert.ok(curvature.eigenvalues[3] > 0)
  assert.deepEqual([...curvature.errorsAt(curvature.start).subarray(0, 3)], [0, 0, 0])
  assert.equal(curvature.conditionNumber, Infinity)
  assert.ok(curvature.floor < 1e-18)
  const steps = curvature.stepsNeeded(0.5 * curvature.largestStableRate)
  assert.ok(steps.every(Number.isFinite))
})

test("the local curvature of a sine's loss is the package's", () => {
  for (const { setup, eigenvalues, minimum } of reference.sines) {
    const curvature = curvatureOf(setup)
    assert.equal(curvature.isExact, false)
    assertClose([...curvature.eigenvalues], eigenvalues, 1e-9, Math.abs(eigenvalues[1]))
    if (eigenvalues[0] > 0) assertClose([...curvature.minimum], minimum, 1e-8)
    else assert.ok(curvature.minimum.every(Number.isNaN))
  }
})

test("a curvature at other parameters predicts from there", () => {
  const problem = new Problem(notebook)
  const [start, other] = [problem.curvature(), problem.curvature([5, 0, 1])]
  assertClose([...other.start], [5, 0, 1], 0)
  assert.deepEqual(other.eigenvalues, start.eigenvalues)
  const [near, far] = [other, start].map((curvature) => curvature.stepsNeeded(1e-7, [0.1, 0.1, 0.1])[2])
  assert.ok(near < far)
})
