import assert from "node:assert/strict"
import { test } from "node:test"

import { Prediction } from "../../../docs/assets/lab/engine/prediction.js"
import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { Run } from "../../../docs/assets/lab/engine/run.js"
import { assertClose, notebook } from "../reference.js"

test("a run does what is predicted of it", () => {
  const problem = new Problem({ ...notebook, dtype: "float64" })
  const curvature = problem.curvature()
  const run = new Run(problem)
  const prediction = new Prediction(curvature, run.scaledParams, 0, notebook.rate)
  run.advance(5000)
  assertClose([...prediction.errorsAfter(5000)], [...curvature.errorsAt(run.scaledParams)], 1e-9, 1)
  assertClose([prediction.lossAfter(5000)], [run.loss], 1e-9)
})

test("steps before the first are not predicted", () => {
  const curvature = new Problem(notebook).curvature()
  assert.ok(new Prediction(curvature, curvature.start, 10, 1e-7).errorsAfter(9).every(Number.isNaN))
})
