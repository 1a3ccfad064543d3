import assert from "node:assert/strict"
import { test } from "node:test"

import { introMessage, statusMessage } from "../../docs/assets/lab/messages.js"
import { runExperiment } from "./runs.js"

test("the status has the rate, and for how many steps", () => {
  assert.match(statusMessage(runExperiment("?steps=20")), /^After 20 steps at rate 1e-7: /)
  const changed = runExperiment("?rates=20,5e-7&steps=25")
  assert.match(statusMessage(changed), /^After 25 steps, the last 5 at rate 5e-7: /)
  const changing = runExperiment("?steps=20")
  changing.changeRate(5e-7)
  assert.match(statusMessage(changing), /^After 20 steps, now at rate 5e-7: /)
})

test("the words above the pictures are about the set-up; the page has the notebook's", () => {
  assert.equal(introMessage(runExperiment("")), "")
  const own = introMessage(runExperiment("?data=own&points=1,2;2,4;3,7&approximation=line"))
  assert.match(own, /^3 points of your own; the curve y = ax \+ b\. /)
  assert.match(own, /steepest in a direction that is .* a, and flattest in one that is .* b/)
  assert.match(introMessage(runExperiment("?data=wave&approximation=sine")), /several valleys/)
  assert.doesNotMatch(introMessage(runExperiment("?approximation=cubic")), /still wrong/)
})
