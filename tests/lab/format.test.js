import assert from "node:assert/strict"
import { test } from "node:test"

import { formatExact, formatLimit, formatNumber, parseTyped } from "../../docs/assets/lab/format.js"

const NUMBERS = {
  "1e-7": 1e-7,
  "-2.049e-5": -2.0486e-5,
  "0": 0,
  "0.6341": 0.6341234,
  "23,010,881": 23010881,
  "1,568,086": 1568086.4,
  "1e21": 1e21,
  "not a number": NaN,
  "−infinity": -Infinity,
}

test("numbers for reading are short", () => {
  for (const [text, value] of Object.entries(NUMBERS)) assert.equal(formatNumber(value), text)
})

test("limits have five digits and are rounded down", () => {
  const limits = { "6.9187e-7": 6.91872e-7, "2.8366e-5": 2.83667e-5, "0.5": 0.5, "infinity": Infinity, "0.12345": 0.123459 }
  for (const [text, value] of Object.entries(limits)) assert.equal(formatLimit(value), text)
})

test("numbers for editing have all digits", () => {
  for (const value of [1e-7, 3.47e-6, 0.1 + 0.2, 5, 1.23456789e-9]) assert.equal(Number(formatExact(value)), value)
  assert.equal(formatExact(3.47e-6), "3.47e-6")
})

test("typed numbers may have a decimal comma and a typographic minus", () => {
  assert.equal(parseTyped(" −1,5e-3 "), -1.5e-3)
  const errors = { " ": /^Type a number\.$/, "1,000": /without a comma\.$/, "1/3": /^“1\/3” is not a number\.$/ }
  for (const [text, message] of Object.entries(errors)) assert.throws(() => parseTyped(text), { message })
})
