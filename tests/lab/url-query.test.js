import assert from "node:assert/strict"
import { test } from "node:test"

import { queryOf, stateOf } from "../../docs/assets/lab/url-query.js"
import { changed, NOTEBOOK } from "../../docs/assets/lab/setup.js"

const OWN = [[0, 1], [1.5, -3e-7], [2, 1e15]]

test("the notebook's start needs no words", () => {
  assert.equal(queryOf(NOTEBOOK, [[0, NOTEBOOK.rate]], 0), "")
  assert.deepEqual(stateOf("").setup, NOTEBOOK)
})

test("a state comes back from its address as it was", () => {
  const changes = [
    { data: "own", points: OWN, approximation: "line", guesses: [0.1 + 0.2, -1e-9], batch: 2 },
    { approximation: "degree 4", standardize: true, optimizer: "momentum", dtype: "float64" },
    { data: "wave", approximation: "sine", guesses: [1, 0.75], loss: "mean", seed: 2 ** 40 },
  ]
  for (const change of changes) {
    const setup = changed(NOTEBOOK, { ...change, rate: 0.003 })
    const rates = [[0, 0.003], [7, 1e-5], [900, 2]]
    assert.deepEqual(stateOf(queryOf(setup, rates, 1234)), { setup, later: rates.slice(1), steps: 1234, unknown: [] })
  }
})

test("what an address cannot mean is refused with its name", () => {
  const wrong = {
    "data=<img src=x onerror=alert(1)>": /^data: .*none of notebook/,
    "approximation=constructor": /^approximation: .*none of line/,
    "approximation=__proto__": /^approximation: /,
    "guesses=1,javascript:alert(1),2": /^guesses: “javascript:alert\(1\)” is no number/,
    "guesses=": /^guesses: /,
    "rate=NaN": /^rate: “NaN” is no number/,
    "rate=Infinity": /^rate: /,
    "steps=1e99": /^steps must be a whole number/,
    "steps=0.5": /^steps must/,
    "rates=5;4": /^rates must be pairs/,
    "rates=9,1;9,2": /^rates must be pairs/,
    "rates=9,-1&steps=10": /^rates must be pairs/,
    "rates=20,1&steps=10": /^rates must be pairs/,
    "standardize=maybe": /^standardize: /,
    "points=1,2;<b>": /^points: “<b>” is no number/,
  }
  for (const [query, told] of Object.entries(wrong)) {
    assert.throws(() => stateOf(query), ({ message }) => told.test(message), query)
  }
})

test("names that it does not know are told, each once, and the rest is taken", () => {
  const { setup, unknown } = stateOf("?los=mean&loss=mean&<b>=1&los=sum&__proto__=2&=3")
  assert.equal(setup.loss, "mean")
  assert.deepEqual(unknown, ["los", "<b>", "__proto__", ""])
})

test("too many points for an address are refused", () => {
  const points = Array.from({ length: 9000 }, (_, i) => [i, i / 7])
  const setup = changed(NOTEBOOK, { data: "own", points })
  assert.throws(() => queryOf(setup, [[0, 1]], 0), /Download the CSV/)
})
