// Golden: values that Python has made for a test, and comparisons with them.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"

export const golden = JSON.parse(readFileSync(process.env.GOLDEN, "utf8"))

export const notebook = golden.notebook

// Each within a fraction of the expected value, or of `size` where given.
export function close(actual, expected, fraction, size = null) {
  assert.equal(actual.length, expected.length)
  expected.forEach((value, i) => {
    const miss = Math.abs(actual[i] - value)
    const allowed = fraction * (size ?? Math.abs(value))
    assert.ok(miss <= allowed || Object.is(actual[i], value), `${actual[i]} is not ${value} (number ${i})`)
  })
}
