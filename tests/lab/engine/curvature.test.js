import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { NOTEBOOK } from "../../../docs/assets/lab/setup.js"

test("flat directions, as many as points are missing, have no error and need no steps", () => {
  const four = [[0.3, 1], [1.1, 3], [2.9, 2], [4.7, 1]]
  const points = [...four, ...four, ...four]
  const guesses = [0, 0, 0, 0, 0, 0, 1]
  const own = { data: "own", points, approximation: "degree 6", guesses, dtype: "float64" }
  const curvature = new Problem({ ...NOTEBOOK, ...own }).curvature()
  assert.deepEqual([...curvature.eigenvalues.subarray(0, 3)], [0, 0, 0])
  assert.ok(curvature.eigenvalues[3] > 0)
  assert.deepEqual([...curvature.errorsAt(curvature.start).subarray(0, 3)], [0, 0, 0])
  assert.equal(curvature.conditionNumber, Infinity)
  assert.ok(curvature.floor < 1e-18)
  const steps = curvature.stepsNeeded(0.5 * curvature.largestStableRate, curvature.tolerances())
  assert.ok(steps.every(Number.isFinite))
})
