import assert from "node:assert/strict"
import { test } from "node:test"

import { statusMessage } from "../../docs/assets/lab/messages.js"
import { runExperiment } from "./runs.js"

test("the status has the rate, and for how many steps", () => {
  assert.match(statusMessage(runExperiment("?steps=20")), /^After 20 steps at rate 1e-7: /)
  const changed = runExperiment("?rates=20,5e-7&steps=25")
  assert.match(statusMessage(changed), /^After 25 steps, the last 5 at rate 5e-7: /)
  const changing = runExperiment("?steps=20")
  changing.changeRate(5e-7)
  assert.match(statusMessage(changing), /^After 20 steps, now at rate 5e-7: /)
})
