import assert from "node:assert/strict"
import { test } from "node:test"

import { Problem } from "../../../docs/assets/lab/engine/problem.js"
import { NOTEBOOK } from "../../../docs/assets/lab/setup.js"

const check = (change) => new Problem({ ...NOTEBOOK, ...change })
const checkPoints = (points) => check({ data: "own", points })

test("good set-ups pass", () => {
  check({})
  check({ data: "own", points: [[1, 2], [3, -4.5]], batch: 2 })
})

const BAD_SETUPS = {
  "data": [{ data: "__proto__" }, /^data must be one of notebook, .*own; it is “__proto__”\.$/],
  "a very long name": [{ data: "x".repeat(10_000) }, /^.{0,140}…”\.$/],
  "approximation": [{ approximation: "cubik" }, /approximation must be one of line, .*; it is “cubik”/],
  "loss": [{ loss: "max" }, /loss must be one of sum, mean; it is “max”/],
  "optimizer": [{ optimizer: "toString" }, /optimizer must be one of plain, momentum, adam/],
  "dtype": [{ dtype: "float16" }, /dtype must be one of float32, float64/],
  "standardize": [{ standardize: "yes" }, /standardize must be one of true, false/],
  "too few guesses": [{ guesses: [1, 2] }, /ax² \+ bx \+ c needs 3 guesses, a, b, c; there are 2/],
  "an infinite guess": [
    { guesses: [1, 2, Infinity] },
    /The guess for c must be a finite number; it is Infinity/,
  ],
  "a guess beyond float32": [
    { guesses: [1e39, 2, 3] },
    /The guess for a, 1e\+39, is too large for float32; use float64/,
  ],
  "rate 0": [{ rate: 0 }, /learning rate must be a finite number above 0; it is 0/],
  "batch 0": [{ batch: 0 }, /batch size must be a whole number from 1 to 41; it is 0/],
  "batch too large": [{ batch: 42 }, /batch size must be a whole number from 1 to 41; it is 42/],
  "half a batch": [{ batch: 1.5 }, /batch size must be a whole number from 1 to 41; it is 1.5/],
  "seed": [{ seed: -1 }, /seed must be a whole number from 0 to 9,007,199,254,740,991; it is -1/],
  "a seed beyond whole numbers": [{ seed: 2 ** 53 }, /seed must be a whole number/],
  "a standardized sine": [
    { approximation: "sine", guesses: [1, 1], standardize: true },
    /sine is not linear in its parameters/,
  ],
  "a constant column": [
    { data: "own", points: [[1, 2], [-1, 3], [1, 4]], standardize: true },
    /a and c both add the same to every point/,
  ],
}

for (const [name, [change, message]] of Object.entries(BAD_SETUPS)) {
  test(`a set-up is refused: ${name}`, () => assert.throws(() => check(change), { message }))
}

const BAD_POINTS = {
  "no points": [[], /At least 2 points are needed; there are none/],
  "one point": [[[1, 2]], /At least 2 points are needed; there is 1/],
  "too many": [
    Array.from({ length: 10_001 }, (_, i) => [i, i]),
    /At most 10,000 points are possible; there are 10,001/,
  ],
  "three numbers": [[[1, 2], [1, 2, 3]], /Point 2 must be two numbers/],
  "not a number": [[[1, 2], [NaN, 2]], /Point 2 has a value that is not finite/],
  "infinite": [[[1, -Infinity], [1, 2]], /Point 1 has a value that is not finite/],
  "too large": [[[1, 2], [2, 1.1e15]], /Point 2 has a value beyond 1e15/],
  "all at one x": [[[3, 1], [3, 2]], /All points have x = 3/],
}

for (const [name, [points, message]] of Object.entries(BAD_POINTS)) {
  test(`points are refused: ${name}`, () => assert.throws(() => checkPoints(points), { message }))
}
