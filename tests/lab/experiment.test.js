import assert from "node:assert/strict"
import { test } from "node:test"

import { Experiment } from "../../docs/assets/lab/experiment.js"
import { MAX_STEPS } from "../../docs/assets/lab/setup.js"
import { finish, runExperiment } from "./runs.js"

test("a new rate is predicted from where the run is", () => {
  const experiment = runExperiment("?dtype=float64&steps=300")
  experiment.changeRate(5e-7)
  experiment.takeSteps(700)
  finish(experiment)
  assert.deepEqual(experiment.run.rates, [[0, 1e-7], [300, 5e-7]])
  assert.ok(Math.abs(experiment.prediction.lossAfter(1000) / experiment.run.loss - 1) < 1e-9)
  assert.ok(experiment.prediction.errorsAfter(200).every(Number.isNaN))
  const errors = experiment.errorsAt(experiment.run.params)
  experiment.prediction.errorsAfter(1000).forEach((error, d) => assert.ok(Math.abs(error - errors[d]) < 1e-9))
})

test("a query may change the rate at its last step", () => {
  assert.equal(runExperiment("?rates=50,5e-7&steps=50").rate, 5e-7)
})

test("a rate that the reader chooses replaces the later rates of the query", () => {
  const experiment = new Experiment("?rates=3000000,3e-7&steps=9000000", () => {})
  experiment.advance()
  experiment.pause()
  experiment.changeRate(2e-7)
  assert.deepEqual(experiment.laterRates, [])
})

test("after the steps needed a parameter is right, and one step earlier it is not", () => {
  const experiment = new Experiment("?dtype=float64", () => {})
  const [, steps] = experiment.stepsNeeded()
  experiment.takeSteps(steps - 1)
  assert.ok(!finish(experiment).isRight(1))
  experiment.takeSteps(1)
  assert.ok(finish(experiment).isRight(1))
  assert.equal(experiment.stepsNeeded()[1], 0)
})

test("an impossible change leaves the experiment as it was, with an error", () => {
  const experiment = runExperiment("?steps=100")
  const params = [...experiment.run.params]
  const changes = [
    { rate: NaN },
    { rate: -1 },
    { guesses: [1, NaN, 2] },
    { seed: 0.5 },
    { data: "own", points: [[1, 1]] },
  ]
  for (const change of changes) {
    experiment.change(change)
    assert.match(experiment.error, /\.$/)
    assert.deepEqual([...experiment.run.params], params)
  }
})

test("half the largest stable rate is rounded down to three digits", () => {
  const { curvature, halfStableRate } = runExperiment("")
  assert.equal(halfStableRate, 3.45e-7)
  assert.ok(2 * halfStableRate < curvature.largestStableRate)
})

test("a new rate after a run has ended starts a new run", () => {
  const experiment = runExperiment("?rate=8e-7&steps=1000")
  experiment.changeRate(1e-7)
  assert.equal(experiment.run.step, 0)
  assert.equal(experiment.run.ended, null)
})

test("playing stops when every parameter is right for good", () => {
  const experiment = new Experiment("", () => {})
  const last = Math.max(...experiment.stepsNeeded())
  experiment.takeSteps(last)
  assert.equal(finish(experiment).isRight(2), false) // float32 lags behind the prediction
  experiment.play()
  finish(experiment)
  assert.ok(experiment.run.step > last && experiment.run.step < 1.1 * last)
  assert.ok([0, 1, 2].every((j) => experiment.isRight(j)))
})

for (const [name, query] of [
  ["momentum", "?optimizer=momentum&rate=1.2e-6"],
  ["a sine in its valley", "?data=wave&approximation=sine&guesses=3,0.75&rate=1e-4"],
  ["after a change of the rate", "?rates=50,5e-7&steps=60"],
]) {
  test(`playing stops when all parameters are at rest: ${name}`, () => {
    const experiment = runExperiment(query)
    experiment.play()
    finish(experiment)
    assert.ok(experiment.run.step < MAX_STEPS)
    assert.ok(experiment.tolerances.every((_, j) => experiment.isRight(j)))
  })
}

test("a run with mini-batches is never at rest", () => {
  assert.equal(runExperiment("?data=noisy&batch=5&steps=2000&rate=1e-7").isAtRest, false)
})

test("a parameter is stuck where float32 cannot hold its step, and stays where it is", () => {
  const experiment = runExperiment("?rate=3e-10&steps=100000")
  assert.deepEqual([0, 1, 2].map((j) => experiment.isStuck(j)), [true, false, true])
  const c = experiment.run.params[2]
  experiment.takeSteps(100)
  assert.equal(finish(experiment).run.params[2], c)
})

test("a function that the reader returns to has its guesses again", () => {
  const experiment = runExperiment("?guesses=4,2,3")
  experiment.change({ approximation: "line" })
  assert.deepEqual(experiment.setup.guesses, [2, 3])
  experiment.change({ approximation: "cubic" })
  assert.deepEqual(experiment.setup.guesses, [0, 0, 2, 3])
  experiment.change({ approximation: "line" })
  experiment.change({ guesses: [7, 3] })
  experiment.change({ approximation: "sine" })
  experiment.change({ approximation: "quadratic" })
  assert.deepEqual(experiment.setup.guesses, [4, 2, 3])
})

test("what a change makes impossible is dropped", () => {
  const experiment = runExperiment("?data=many&batch=500&standardize=1")
  experiment.change({ approximation: "sine" })
  assert.equal(experiment.setup.standardize, false)
  experiment.change({ data: "noisy" })
  assert.equal(experiment.setup.batch, null)
})
