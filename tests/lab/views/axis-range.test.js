import assert from "node:assert/strict"
import { test } from "node:test"

import { inOneScale } from "../../../docs/assets/lab/views/axis-range.js"

const SIZE = { width: 300, height: 100 }

test("a unit is as long across as up, around the same middle", () => {
  assert.deepEqual(inOneScale({ x: [-1, 1], y: [2, 4] }, SIZE), { x: [-3, 3], y: [2, 4] })
  assert.deepEqual(inOneScale({ x: [0, 12], y: [-1, 1] }, SIZE), { x: [0, 12], y: [-2, 2] })
})

test("ranges that differ too much keep their own scales, and so does a chart without a size", () => {
  const far = { x: [-1, 1], y: [-2, 2] }
  assert.deepEqual(inOneScale(far, SIZE), far)
  assert.deepEqual(inOneScale(far, { width: 0, height: 0 }), far)
})
