// Runs: the lab's numbers at chosen steps of many runs, for the tests in Node and in the browser.

import { problemOf } from "../../docs/assets/lab/engine/problem.js"
import { Run } from "../../docs/assets/lab/engine/run.js"

// Each case is [set-up, rates, steps]; `milestones` are the steps to report.
export function runsOf(cases, milestones) {
  return cases.map(([setup, rates, steps]) => runOf(setup, rates, milestones.filter((step) => step <= steps)))
}

function runOf(setup, rates, milestones) {
  const run = new Run(problemOf(setup))
  const rows = []
  for (const step of milestones) {
    advanceTo(run, step, rates)
    if (run.step < step) break
    rows.push({ step, params: [...run.params], loss: run.loss, batchLoss: run.batchLoss })
  }
  return { rows, ended: run.ended, step: run.step, params: [...run.params], loss: run.loss }
}

function advanceTo(run, last, rates) {
  for (const [step, rate] of rates.slice(1)) {
    if (step < run.step || step >= last) continue
    run.advance(step - run.step)
    if (run.step === step) run.rate = rate
  }
  run.advance(last - run.step)
}
