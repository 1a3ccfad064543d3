import assert from "node:assert/strict"
import { test } from "node:test"

import { NOTEBOOK, withChange } from "../../docs/assets/lab/setup.js"
import { formatQuery, parseQuery } from "../../docs/assets/lab/url-query.js"

test("the query of the notebook's set-up is empty", () => {
  assert.equal(formatQuery(NOTEBOOK, [[0, NOTEBOOK.rate]], 0), "")
  assert.deepEqual(parseQuery("").setup, NOTEBOOK)
})

const WRONG = {
  "guesses=1,javascript:alert(1),2": /^guesses: “javascript:alert\(1\)” is not a number\.$/,
  "guesses=": /^guesses: “” is not a number\.$/,
  "rate=NaN": /^rate: “NaN” is not a number\.$/,
  "rate=Infinity": /^rate: /,
  "steps=1e99": /^steps must be a whole number from 0 to 10,000,000; it is 1e\+99\.$/,
  "steps=0.5": /^steps must/,
  "rates=5;4": /^rates must be pairs/,
  "rates=9,1;9,2": /^rates must be pairs/,
  "rates=9,-1&steps=10": /^rates must be pairs/,
  "rates=20,1&steps=10": /^rates must be pairs/,
  "standardize=maybe": /^standardize: /,
  "points=1,2;<b>": /^points: “<b>” is not a number\.$/,
}

for (const [query, message] of Object.entries(WRONG)) {
  test(`a wrong value is refused: ${query}`, () => assert.throws(() => parseQuery(query), { message }))
}

test("unknown names are reported once each, and the rest is used", () => {
  const { setup, unknown } = parseQuery("?los=mean&loss=mean&<b>=1&los=sum&__proto__=2&=3")
  assert.equal(setup.loss, "mean")
  assert.deepEqual(unknown, ["los", "<b>", "__proto__", ""])
})

test("too many points for a URL are refused", () => {
  const points = Array.from({ length: 9000 }, (_, i) => [i, i / 7])
  const setup = withChange(NOTEBOOK, { data: "own", points })
  assert.throws(() => formatQuery(setup, [[0, 1]], 0), /Download the CSV/)
})
