import assert from "node:assert/strict"
import { test } from "node:test"

import { QuadraticSurface } from "../../../docs/assets/lab/views/quadratic-surface.js"

// Its minimum, 7, lies at u and v.
const quadratic = (u, v) => (x, y) => 7 + 3 * (x - u) ** 2 + 2 * (x - u) * (y - v) + 5 * (y - v) ** 2

test("six values determine a quadratic function everywhere", () => {
  const f = quadratic(0.25, -0.5)
  const surface = new QuadraticSurface(f)
  for (const [u, v] of [[0.3, 0.9], [-1, -1], [0.25, -0.5]]) {
    assert.ok(Math.abs(surface.at(u, v) - f(u, v)) < 1e-12)
  }
  assert.ok(Math.abs(surface.floor - 7) < 1e-12)
})

test("it knows whether its minimum is between -1 and 1", () => {
  assert.ok(new QuadraticSurface(quadratic(0.9, -0.9)).hasMinimumInside)
  assert.ok(!new QuadraticSurface(quadratic(1.1, 0)).hasMinimumInside)
  assert.ok(!new QuadraticSurface(quadratic(0, 1.1)).hasMinimumInside)
})
