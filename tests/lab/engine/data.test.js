import assert from "node:assert/strict"
import { test } from "node:test"

import { DATA, checkPoints } from "../../../docs/assets/lab/engine/data.js"
import { golden } from "../reference.js"

test("the points are those that Python makes, to the last digit", () => {
  assert.deepEqual(Object.keys(DATA).sort(), Object.keys(golden.data).sort())
  for (const [name, { x, y }] of Object.entries(golden.data)) {
    assert.deepEqual(DATA[name].x, x, name)
    assert.deepEqual(DATA[name].y, y, name)
  }
})

test("float32 holds every value as it is", () => {
  for (const { x, y } of Object.values(DATA)) {
    for (const value of [...x, ...y]) assert.equal(Math.fround(value), value)
  }
})

test("points that are good come back as x and y", () => {
  assert.deepEqual(checkPoints([[1, 2], [3, -4.5]]), { x: [1, 3], y: [2, -4.5] })
})

const bad = {
  "nothing": [undefined, /must be a list of pairs/],
  "no points": [[], /At least 2 points are needed; there are none/],
  "one point": [[[1, 2]], /At least 2 points are needed; there is 1/],
  "too many": [
    Array.from({ length: 10_001 }, (_, i) => [i, i]),
    /At most 10,000 points are possible; there are 10,001/,
  ],
  "three numbers": [[[1, 2], [1, 2, 3]], /Point 2 must be two numbers/],
  "a text": [[["1", 2], [2, 3]], /Point 1 must be two numbers/],
  "not a pair": [[[1, 2], null], /Point 2 must be two numbers/],
  "not a number": [[[1, 2], [NaN, 2]], /Point 2 has a value that is not finite/],
  "infinite": [[[1, -Infinity], [1, 2]], /Point 1 has a value that is not finite/],
  "too large": [[[1, 2], [2, 1.1e15]], /Point 2 has a value beyond 1e15/],
  "all at one x": [[[3, 1], [3, 2]], /All points have x = 3/],
}

for (const [name, [points, message]] of Object.entries(bad)) {
  test(`points are refused: ${name}`, () => assert.throws(() => checkPoints(points), { message }))
}
