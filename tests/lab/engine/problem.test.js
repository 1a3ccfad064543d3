import assert from "node:assert/strict"
import { test } from "node:test"

import { problemOf } from "../../../docs/assets/lab/engine/problem.js"
import { close, golden, notebook } from "../reference.js"

test("the notebook's set-up in numbers", () => {
  const problem = problemOf(notebook)
  assert.equal(problem.count, 41)
  assert.equal(problem.size, 3)
  assert.deepEqual(problem.letters, ["a", "b", "c"])
  assert.deepEqual([...problem.values([1, 2, 3], [0, 2])], [3, 11])
})

test("standardized parameters are the package's, and lead back", () => {
  for (const { setup, inside } of golden.standardized) {
    const problem = problemOf(setup)
    const found = problem.inside(setup.guesses)
    close([...found], inside, 1e-9, Math.max(...inside.map(Math.abs)))
    close([...problem.outside(found)], setup.guesses, 1e-9, Math.max(...setup.guesses.map(Math.abs)))
  }
})

test("losses are the package's", () => {
  for (const { setup, params, loss } of golden.losses) {
    const problem = problemOf(setup)
    close([problem.lossOfAll(params)], [loss], 1e-9)
    if (setup.approximation !== "sine") close([problem.lossAt(params)], [loss], 1e-9)
  }
})

test("a map of a sine looks at 200 points at most, and weighs them as all", () => {
  const setup = { ...notebook, data: "many", approximation: "sine", guesses: [1, 1] }
  const problem = problemOf(setup)
  const share = problem.lossAt([3, 0.1]) / problem.lossOfAll([3, 0.1])
  assert.ok(share !== 1 && share > 0.8 && share < 1.25, String(share))
})

test("float32 rounds the reader's points, float64 does not", () => {
  const own = { ...notebook, data: "own", points: [[0.1, 0.2], [0.3, 0.4], [0.5, 0.9]] }
  assert.equal(problemOf(own).x[0], Math.fround(0.1))
  assert.equal(problemOf({ ...own, dtype: "float64" }).x[0], 0.1)
})

const bad = {
  "no object": [null, /must be an object/],
  "data": [{ data: "__proto__" }, /data must be one of notebook, .*own; it is "__proto__"/],
  "a very long name": [{ data: "x".repeat(10_000) }, /^.{0,140}…\.$/],
  "own data without points": [{ data: "own" }, /list of pairs/],
  "approximation": [{ approximation: "cubik" }, /approximation must be one of line, .*; it is "cubik"/],
  "loss": [{ loss: undefined }, /loss must be one of sum, mean; it is undefined/],
  "optimizer": [{ optimizer: "toString" }, /optimizer must be one of plain, momentum, adam/],
  "dtype": [{ dtype: "float16" }, /dtype must be one of float32, float64/],
  "standardize": [{ standardize: "yes" }, /standardize must be one of true, false/],
  "an object for a name": [{ loss: { toString: 1 } }, /it is {"toString":1}/],
  "no guesses": [{ guesses: undefined }, /needs 3 guesses, a, b, c; there are no list/],
  "too few guesses": [{ guesses: [1, 2] }, /ax² \+ bx \+ c needs 3 guesses, a, b, c; there are 2/],
  "a guess that is no number": [
    { guesses: [1, "2", 3] },
    /The guess for b must be a finite number; it is "2"/,
  ],
  "an infinite guess": [
    { guesses: [1, 2, Infinity] },
    /The guess for c must be a finite number; it is Infinity/,
  ],
  "a guess beyond float32": [
    { guesses: [1e39, 2, 3] },
    /The guess for a, 1e\+39, is too large for float32; use float64/,
  ],
  "rate 0": [{ rate: 0 }, /learning rate must be a finite number above 0; it is 0/],
  "no rate": [{ rate: null }, /learning rate must be a finite number above 0; it is null/],
  "batch 0": [{ batch: 0 }, /batch size must be a whole number from 1 to 41; it is 0/],
  "batch too large": [{ batch: 42 }, /batch size must be a whole number from 1 to 41; it is 42/],
  "half a batch": [{ batch: 1.5 }, /batch size must be a whole number from 1 to 41; it is 1.5/],
  "seed": [{ seed: -1 }, /seed must be a whole number from 0 to 9007199254740991; it is -1/],
  "a seed beyond whole numbers": [{ seed: 2 ** 53 }, /seed must be a whole number/],
  "a sine standardized": [
    { approximation: "sine", guesses: [1, 1], standardize: true },
    /sine is not linear in its parameters/,
  ],
  "a column that is constant": [
    { data: "own", points: [[1, 2], [-1, 3], [1, 4]], standardize: true },
    /a and c both add the same to every point/,
  ],
}

for (const [name, [change, message]] of Object.entries(bad)) {
  test(`a set-up is refused: ${name}`, () => {
    assert.throws(() => problemOf(change && { ...notebook, ...change }), { message })
  })
}
