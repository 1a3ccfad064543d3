import assert from "node:assert/strict"
import { test } from "node:test"

import { predictedSteps } from "../../../docs/assets/lab/views/step-axis.js"

test("predicted steps are whole, from 0 to the horizon, and no gap is wide on a logarithmic axis", () => {
  const steps = predictedSteps({ horizon: 1e6, isPredictable: true })
  assert.equal(steps[0], 0)
  assert.equal(steps.at(-1), 1e6)
  assert.ok(steps.every(Number.isInteger))
  assert.ok(steps.every((step, i) => i < 2 || (step > steps[i - 1] && step <= 1.2 * steps[i - 1] + 1)))
  assert.deepEqual(predictedSteps({ horizon: 1e6, isPredictable: false }), [])
})
