// Runs of the lab, for tests that compare them with runs of the package.

import { Problem } from "../../docs/assets/lab/engine/problem.js"
import { Run } from "../../docs/assets/lab/engine/run.js"
import { pytorchProgram } from "../../docs/assets/lab/pytorch-program.js"

// Each case is [set-up, rates, steps]. Of the milestones, those that the case reaches are reported.
export function runsOf(cases, milestones) {
  return cases.map(([setup, rates, steps]) => runOf(setup, rates, milestones.filter((step) => step <= steps)))
}

// The program of each case, and what the lab says of its end.
export function programsOf(cases) {
  return cases.map(([setup, rates, steps]) => {
    const end = runOf(setup, rates, [steps])
    return { ...end, program: pytorchProgram(setup, rates, end.step) }
  })
}

function runOf(setup, rates, milestones) {
  const run = new Run(new Problem(setup))
  const rows = []
  for (const step of milestones) {
    advanceTo(run, step, rates)
    if (run.step < step) break
    rows.push({ step, params: [...run.params], loss: run.loss, batchLoss: run.batchLoss })
  }
  return { rows, ended: run.ended, step: run.step, params: [...run.params], loss: run.loss }
}

function advanceTo(run, end, rates) {
  for (const [step, rate] of rates.slice(1)) {
    if (step < run.step || step >= end) continue
    run.advance(step - run.step)
    if (run.step === step) run.rate = rate
  }
  run.advance(end - run.step)
}
