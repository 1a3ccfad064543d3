import assert from "node:assert/strict"
import { test } from "node:test"

import { DATA } from "../../../docs/assets/lab/engine/data.js"
import { reference } from "../reference.js"

test("the points are Python's, to the last digit", () => {
  assert.deepEqual(Object.keys(DATA).sort(), Object.keys(reference.data).sort())
  for (const [name, { x, y }] of Object.entries(reference.data)) {
    assert.deepEqual(DATA[name].x, x, name)
    assert.deepEqual(DATA[name].y, y, name)
  }
})

test("float32 holds every value exactly", () => {
  for (const { x, y } of Object.values(DATA)) {
    for (const value of [...x, ...y]) assert.equal(Math.fround(value), value)
  }
})
