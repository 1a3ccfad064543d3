// Values that Python has calculated for the tests, and comparisons with them.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"

export const reference = JSON.parse(readFileSync(process.env.REFERENCE, "utf8"))

export const notebook = reference.notebook

// Each within a fraction of the expected value, or of `size` where given.
export function assertClose(actual, expected, fraction, size = null) {
  assert.equal(actual.length, expected.length)
  expected.forEach((value, i) => {
    const difference = Math.abs(actual[i] - value)
    const allowed = fraction * (size ?? Math.abs(value))
    assert.ok(difference <= allowed || Object.is(actual[i], value), `${actual[i]} is not ${value} (number ${i})`)
  })
}
