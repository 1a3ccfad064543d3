import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { assertClose, reference } from "../reference.js"

test("eigenvalues from singular values are exact, small ones too", () => {
  assert.ok(reference.eigenvalues.some(({ exact }) => exact.at(-1) > 1e14 * exact[0]))
  for (const { setup, exact } of reference.eigenvalues) {
    assertClose([...new Problem(setup).curvature().eigenvalues], exact, 1e-11)
  }
})
