import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { NOTEBOOK, withChange } from "../../../docs/assets/lab/setup.js"
import { directionName, mainParameters } from "../../../docs/assets/lab/views/direction-names.js"

test("a direction is named after the parameter that it mostly changes", () => {
  const directions = [Float64Array.of(0.6, 0.8, 0), Float64Array.of(0, 0, -1), Float64Array.of(-0.8, 0.6, 0)]
  const main = mainParameters(directions)
  assert.deepEqual(main.map(({ index }) => index), [1, 2, 0])
  const names = main.map(({ index, share }) => directionName("abc"[index], share))
  assert.deepEqual(names, ["mostly b", "almost c", "mostly a"])
})

test("no parameter names two directions, even where it is the largest part of both", () => {
  const setup = withChange(NOTEBOOK, { approximation: "degree 6", standardize: true })
  const { directions } = new Problem(setup).curvature()
  const largest = directions.map((direction) => {
    const sizes = Array.from(direction, Math.abs)
    return sizes.indexOf(Math.max(...sizes))
  })
  assert.ok(new Set(largest).size < 7)
  const indices = mainParameters(directions).map(({ index }) => index)
  assert.deepEqual(indices.toSorted(), [0, 1, 2, 3, 4, 5, 6])
})

test("half of a direction or less is a part of it", () => {
  assert.equal(directionName("a", 0.5000001), "partly a")
  assert.equal(directionName("a", 0.35), "partly a")
})
