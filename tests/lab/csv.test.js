import assert from "node:assert/strict"
import { test } from "node:test"

import { formatRun, parsePoints } from "../../docs/assets/lab/csv.js"

const GOOD = {
  "commas": ["1,2\n3,4.5\n", [[1, 2], [3, 4.5]]],
  "a header": ["x,y\n1,2\n3,4", [[1, 2], [3, 4]]],
  "semicolons and decimal commas": ["x;y\n1,5;-2,25\n3;4", [[1.5, -2.25], [3, 4]]],
  "tabs, as from a spreadsheet": ["1\t2,5\n3\t4", [[1, 2.5], [3, 4]]],
  "spaces": ["  1   2\n3 4  ", [[1, 2], [3, 4]]],
  "commas with spaces": ["1, 2\n3 , 4", [[1, 2], [3, 4]]],
  "blank lines and Windows line ends": ["\r\n1,2\r\n\r\n  \r\n3,4\r\n", [[1, 2], [3, 4]]],
  "a byte order mark": ["\uFEFF1,2\n3,4", [[1, 2], [3, 4]]],
  "exponents, signs, bare decimal points": ["+1e-3,-.5\n2.,1E+2", [[0.001, -0.5], [2, 100]]],
  "one point, which only the problem refuses": ["1,2", [[1, 2]]],
}

for (const [name, [text, points]] of Object.entries(GOOD)) {
  test(`points are read: ${name}`, () => assert.deepEqual(parsePoints(text), points))
}

const many = (count) => Array.from({ length: count }, (_, i) => `${i},${i}`).join("\n")

const BAD = {
  "nothing": ["", /no points in this text/],
  "a header alone": ["x,y\n", /no points in this text/],
  "a word": ["1,2\n3,abc", /^Line 2: “abc” is not a number\.$/],
  "a second header": ["x,y\nx,y\n1,2", /^Line 2: “x” is not a number\.$/],
  "markup": ["1,2\n<img src=x>,4", /^Line 2: “<img src=x>” is not a number\.$/],
  "a long word": [`1,2\n${"z".repeat(1000)},4`, /^Line 2: “z{40}…” is not a number\.$/],
  "not a number": ["1,NaN", /^Line 1: “NaN” is not a number\.$/],
  "hexadecimal": ["1,0x10", /^Line 1: “0x10” is not a number\.$/],
  "infinite": ["1,2\n\n1e999,2", /^Line 3: “1e999” is too large\.$/],
  "one value": ["1,2\n3", /^Line 2 has 1 value; it must have two, x and y\.$/],
  "three values": ["1,2,3", /^Line 1 has 3 values; it must have two, x and y\.$/],
  "a missing value": ["1,2\n3,", /^Line 2 lacks a value; it must have two, x and y\.$/],
  "too many": [many(10_001), /^Line 10001 is one too many: at most 10,000 points are possible\.$/],
}

for (const [name, [text, message]] of Object.entries(BAD)) {
  test(`text is refused: ${name}`, () => assert.throws(() => parsePoints(text), { message }))
}

test("a long line is refused quickly", () => {
  for (const text of [`${" ".repeat(1e6)}x`, `${"1".repeat(1e6)}x,1\n1,2`, `${",".repeat(1e5)}1`]) {
    const start = performance.now()
    assert.throws(() => parsePoints(`1,2\n${text}`))
    assert.ok(performance.now() - start < 1000)
  }
})

test("a run has a row for each step of its history", () => {
  const history = { steps: [0, 1], losses: [5, 0.25], params: [[1, 2], [1.5, -3e-7]] }
  assert.equal(formatRun(history, ["a", "b"]), "step,loss,a,b\n0,5,1,2\n1,0.25,1.5,-3e-7\n")
})
