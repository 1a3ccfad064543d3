import assert from "node:assert/strict"
import { test } from "node:test"

import { Twister } from "../../../docs/assets/lab/engine/mersenne-twister.js"
import { golden } from "../reference.js"

test("permutations are torch's, one after the other, for small and large seeds", () => {
  assert.ok(golden.permutations.some(({ seed }) => seed > 2 ** 32))
  for (const { seed, count, orders } of golden.permutations) {
    const twister = new Twister(seed)
    for (const order of orders) assert.deepEqual([...twister.permutation(count)], order)
  }
})

test("the numbers are MT19937's", () => {
  const twister = new Twister(golden.words.seed)
  for (const word of golden.words.words) assert.equal(twister.random(), word)
})
