import assert from "node:assert/strict"
import { test } from "node:test"

import { MersenneTwister } from "../../../docs/assets/lab/engine/mersenne-twister.js"
import { reference } from "../reference.js"

test("successive permutations are torch's, for small and large seeds", () => {
  assert.ok(reference.permutations.some(({ seed }) => seed > 2 ** 32))
  for (const { seed, count, orders } of reference.permutations) {
    const generator = new MersenneTwister(seed)
    for (const order of orders) assert.deepEqual([...generator.permutation(count)], order)
  }
})

test("the numbers are numpy's MT19937", () => {
  const { seed, words } = reference.randomWords
  const generator = new MersenneTwister(seed)
  for (const word of words) assert.equal(generator.random(), word)
})
