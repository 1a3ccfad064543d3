import assert from "node:assert/strict"
import { test } from "node:test"

import { equalScales } from "../../../docs/assets/lab/views/axis-range.js"

const SIZE = { width: 300, height: 100 }

test("a unit is as long across as up, around the same middle", () => {
  assert.deepEqual(equalScales({ x: [-1, 1], y: [2, 4] }, SIZE), { x: [-3, 3], y: [2, 4] })
  assert.deepEqual(equalScales({ x: [0, 12], y: [-1, 1] }, SIZE), { x: [0, 12], y: [-2, 2] })
})

test("ranges that differ too much keep their own scales, and so does a chart without a size", () => {
  const ranges = { x: [-1, 1], y: [-2, 2] }
  assert.deepEqual(equalScales(ranges, SIZE), ranges)
  assert.deepEqual(equalScales(ranges, { width: 0, height: 0 }), ranges)
})
