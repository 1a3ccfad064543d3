import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { assertClose, reference } from "../reference.js"

test("the minimum is that of the deepest valley, wherever the run starts", () => {
  for (const { setup, floor } of reference.sineFloors) {
    const problem = new Problem(setup)
    assertClose([problem.curvature().floor], [floor.value], 1e-6, floor.size)
    assertClose([problem.fullLoss(problem.bestParams())], [floor.value], 1e-6, floor.size)
  }
})
