import assert from "node:assert/strict"
import { test } from "node:test"

import { problemOf } from "../../../docs/assets/lab/engine/problem.js"
import { close, golden, notebook } from "../reference.js"

const bowl = (change = {}) => problemOf({ ...notebook, dtype: "float64", ...change }).bowl()

// Where two parts are equal, rounding decides which is the largest, and so the sign.
function closeButForSign(ours, theirs) {
  const sign = Math.sign(ours.reduce((sum, part, j) => sum + part * theirs[j], 0))
  close(Array.from(ours, (part) => sign * part), theirs, 1e-7, 1)
}

test("eigenvalues are exact, small ones too", () => {
  assert.ok(golden.eigenvalues.some(({ exact }) => exact.at(-1) > 1e14 * exact[0]))
  for (const { setup, exact } of golden.eigenvalues) {
    close([...problemOf(setup).bowl().eigenvalues], exact, 1e-11)
  }
})

test("shape, lowest point and floor are the package's", () => {
  for (const { setup, directions, lowest, floor, stable, condition } of golden.bowls) {
    const found = problemOf(setup).bowl()
    assert.ok(found.exact)
    directions.forEach((direction, d) => closeButForSign(found.directions[d], direction))
    close([...found.lowest], lowest, 1e-8, Math.max(...lowest.map(Math.abs)))
    close([found.floor], [floor.value], 1e-9, floor.size)
    close([found.largestStableRate, found.conditionNumber], [stable, condition], 1e-9)
  }
})

test("steps needed are the package's, to the step", () => {
  for (const { setup, tolerances, needed } of golden.needed) {
    const found = problemOf(setup).bowl()
    close(found.tolerances(), tolerances, 1e-9)
    for (const { rate, tolerances, steps } of needed) {
      const expected = steps.map((count) => count ?? Infinity)
      assert.deepEqual(found.stepsNeeded(rate, tolerances ?? undefined), expected)
    }
  }
})

test("steps needed in standardized parameters are counted in the reader's units", () => {
  for (const { setup, rate, tolerances, steps } of golden.neededStandardized) {
    const found = problemOf(setup).bowl()
    close(found.tolerances(), tolerances, 1e-7)
    assert.deepEqual(found.stepsNeeded(rate, tolerances), steps)
  }
})

test("errors are the way from the lowest point, seen along each direction", () => {
  const found = bowl()
  const errors = found.errors(found.start)
  const partOf = (j) => (sum, direction, d) => sum + errors[d] * direction[j]
  const way = notebook.guesses.map((_, j) => found.directions.reduce(partOf(j), 0))
  close(way, [-4, 2, 3], 1e-12)
  assert.deepEqual([...found.errors(found.lowest)], [0, 0, 0])
})

test("flat directions, as many as points are missing, have no error and end no prediction", () => {
  const four = [[0.3, 1], [1.1, 3], [2.9, 2], [4.7, 1]]
  const points = [...four, ...four, ...four]
  const guesses = [0, 0, 0, 0, 0, 0, 1]
  const found = bowl({ data: "own", points, approximation: "degree 6", guesses })
  assert.deepEqual([...found.eigenvalues.subarray(0, 3)], [0, 0, 0])
  assert.ok(found.eigenvalues[3] > 0)
  assert.deepEqual([...found.errors(found.start).subarray(0, 3)], [0, 0, 0])
  assert.equal(found.conditionNumber, Infinity)
  assert.ok(found.floor < 1e-18)
  const steps = found.stepsNeeded(0.5 * found.largestStableRate)
  assert.ok(steps.every(Number.isFinite))
})

test("the bowl that touches a sine's loss has its slope and curvature", () => {
  for (const { setup, eigenvalues, lowest } of golden.sines) {
    const found = problemOf(setup).bowl()
    assert.equal(found.exact, false)
    close([...found.eigenvalues], eigenvalues, 1e-9, Math.abs(eigenvalues[1]))
    if (eigenvalues[0] > 0) close([...found.lowest], lowest, 1e-8)
    else assert.ok(found.lowest.every(Number.isNaN))
  }
})

test("the floor of a sine is the deepest valley's, wherever the run starts", () => {
  for (const { setup, floor } of golden.sineFloors) {
    const problem = problemOf(setup)
    close([problem.bowl().floor], [floor.value], 1e-6, floor.size)
    close([problem.lossOfAll(problem.best())], [floor.value], 1e-6, floor.size)
  }
})

test("the best parameters are the lowest point's where the loss is one bowl", () => {
  close([...problemOf({ ...notebook, standardize: true }).best()], [5, 0, 0], 1e-12, 1000)
})

test("a bowl at other parameters predicts from there", () => {
  const problem = problemOf(notebook)
  const there = problem.bowl([5, 0, 1])
  close([...there.start], [5, 0, 1], 0)
  assert.deepEqual(there.eigenvalues, problem.bowl().eigenvalues)
  const steps = [there, problem.bowl()].map((found) => found.stepsNeeded(1e-7, [0.1, 0.1, 0.1])[2])
  assert.ok(steps[0] < steps[1])
})
