import assert from "node:assert/strict"
import { test } from "node:test"

import { problemOf } from "../../../docs/assets/lab/engine/problem.js"
import { changed, NOTEBOOK } from "../../../docs/assets/lab/setup.js"
import { leadersOf, nameOf } from "../../../docs/assets/lab/views/direction-names.js"

test("the parameter that a direction is mostly made of leads it", () => {
  const directions = [Float64Array.of(0.6, 0.8, 0), Float64Array.of(0, 0, -1), Float64Array.of(-0.8, 0.6, 0)]
  const leaders = leadersOf(directions)
  assert.deepEqual(leaders.map(({ place }) => place), [1, 2, 0])
  assert.deepEqual(leaders.map(({ place, share }) => nameOf("abc"[place], share)), ["mostly b", "almost c", "mostly a"])
})

test("none leads twice, where c is the largest part of two directions", () => {
  const setup = changed(NOTEBOOK, { approximation: "degree 6", standardize: true })
  const { directions } = problemOf(setup).bowl()
  const largest = directions.map((direction) => {
    const sizes = Array.from(direction, Math.abs)
    return sizes.indexOf(Math.max(...sizes))
  })
  assert.ok(new Set(largest).size < 7)
  const places = leadersOf(directions).map(({ place }) => place)
  assert.deepEqual(places.toSorted(), [0, 1, 2, 3, 4, 5, 6])
})

test("what is half of a direction or less is a part of it", () => {
  assert.equal(nameOf("a", 0.5000001), "partly a")
  assert.equal(nameOf("a", 0.35), "partly a")
})
