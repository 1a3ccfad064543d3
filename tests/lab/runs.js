// Runs of the lab, for its own tests and for those that compare them with runs of the package.

import { Experiment } from "../../docs/assets/lab/experiment.js"
import { pytorchProgram } from "../../docs/assets/lab/pytorch-program.js"
import { formatQuery } from "../../docs/assets/lab/url-query.js"

export function runExperiment(query) {
  return finish(new Experiment(query, () => {}))
}

// Takes all the steps that the experiment was asked for.
export function finish(experiment) {
  while (experiment.isRunning) experiment.advance()
  return experiment
}

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

// By way of a link, which has all that the run depends on.
function runOf(setup, rates, milestones) {
  const experiment = new Experiment(formatQuery(setup, rates, milestones.at(-1)), () => {})
  const { run } = experiment
  const rows = []
  for (const step of milestones) {
    experiment.targetStep = step
    finish(experiment)
    if (run.step < step) break
    rows.push({ step, params: [...run.params], loss: run.loss, batchLoss: run.batchLoss })
  }
  return { rows, ended: run.ended, step: run.step, params: [...run.params], loss: run.loss }
}
