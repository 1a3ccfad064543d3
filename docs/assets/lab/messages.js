// What the lab says: what will happen and what has happened, in sentences.

import { APPROXIMATIONS } from "./engine/approximations.js"
import { DATA } from "./engine/data.js"
import { MOMENTUM } from "./engine/optimizers.js"
import { formatCount, formatLimit, formatNumber, formatSteps } from "./format.js"
import { MAX_STEPS } from "./setup.js"
import { directionName, mainParameters } from "./views/direction-names.js"

export function unknownNamesMessage(names) {
  if (names.length === 0) return ""
  const list = names.map((name) => `“${name}”`).join(", ")
  return `The lab ignores what it does not know in this address: ${list}. The notebook's values are used instead.`
}

// What the set-up is about; nothing where it is the notebook's problem.
export function introMessage({ curvature, problem, setup }) {
  const { approximation, data } = setup
  if (data === "notebook" && approximation === "quadratic") return ""
  const title = data === "own" ? `${formatCount(problem.count)} points of your own` : DATA[data].title
  return `${title}; the curve y = ${APPROXIMATIONS[approximation].formula}. ${shapeMessage(curvature, problem)}`
}

// Of the loss, and what a run does on it.
function shapeMessage({ conditionNumber, directions, isExact }, { letters }) {
  if (!isExact) return "The loss has several valleys: press Play, and see in which one the run ends."
  if (conditionNumber < 1.5) return "The loss is about equally steep in all directions: press Play, and see all errors shrink alike."
  const names = mainParameters(directions).map(({ index, share }) => directionName(letters[index], share))
  return `The loss is steepest in a direction that is ${names.at(-1)}, and flattest in one that is ${names[0]}: press Play, and see which error goes first.`
}

// What kind of descent the learning rate leads to.
export function rateMessage({ setup, curvature, rate, largestStableRate: bound }) {
  if (setup.optimizer === "adam") {
    return `Adam: each parameter moves by about ${formatNumber(rate)} a step, however steep the loss is.`
  }
  if (bound === Infinity) return "No direction is steep here: any rate is stable."
  const near = curvature.isExact ? "" : ", near the start"
  const share = rate / bound
  const times = `${formatNumber(share)} times the largest stable rate, which is ${formatLimit(bound)}${near}`
  if (setup.batch) {
    return `${times}. With batches this is only a guide: each batch has its own largest stable rate.`
  }
  if (share >= 1) return `Too large: ${times}. Each step overshoots by more than it gains.`
  if (setup.optimizer === "momentum") return `Stable: ${times}. Momentum allows ${1 + MOMENTUM} times the rate.`
  if (share > 0.5) {
    return `Side to side: ${times}. Along the steepest direction each step overshoots, but still comes closer.`
  }
  return share > 0.02 ? `Straight down: ${times}.` : `Slow: ${times}. Half the largest stable rate is a good choice.`
}

export function predictionMessage({ setup, curvature, rate, largestStableRate, problem }) {
  if (!setup.batch && rate >= largestStableRate) {
    const near = curvature.isExact ? "" : ", near the start"
    return `Predicted: along the steepest direction the error grows with every step${near}, until the numbers overflow or the run ends up elsewhere.`
  }
  if (!curvature.isExact) {
    return "Predicted: nothing but the largest stable rate. The loss of a sine has several valleys, and the start decides in which of them the run ends."
  }
  if (setup.batch) {
    return `Predicted: with ${setup.batch} of ${formatCount(problem.count)} points a step the gradient is noisy. Unless the function fits every point, the run keeps hovering around the best parameters, farther away the larger the rate; near the largest stable rate it may fly off.`
  }
  if (setup.optimizer !== "plain") {
    return "Predicted: the same lowest point, by another path. The dashed lines are for plain descent only."
  }
  if (curvature.conditionNumber === Infinity) {
    return "Predicted: these points cannot tell all parameters apart. Along at least one direction the loss is flat, and nothing moves."
  }
  if (curvature.conditionNumber < 1.5) {
    return "Predicted: all directions are about equally steep, and all errors shrink alike."
  }
  const percent = (value) => `${Number((100 * (1 - Math.abs(1 - rate * value))).toPrecision(2))}%`
  const { eigenvalues } = curvature
  return `Predicted: each step takes ${percent(eigenvalues.at(-1))} off the error along the steepest direction, and ${percent(eigenvalues[0])} along the flattest.`
}

export function statusMessage(experiment) {
  const { error, isRunning, notice, run } = experiment
  if (error) return error
  const status = isRunning ? "Running." : run.ended ? divergence(experiment) : progress(experiment)
  return [notice, status].filter(Boolean).join(" ")
}

function progress({ curvature, problem, lossRounding, run }) {
  if (run.step === 0) return run.loss <= lossRounding ? "The start is the best place." : "The run is at its start."
  const values = problem.letters.map((letter, j) => `${letter} = ${formatNumber(run.params[j])}`)
  const best = curvature.floor > lossRounding ? `; the best possible is ${formatNumber(curvature.floor)}` : ""
  const limit = run.step >= MAX_STEPS ? " The lab stops here." : ""
  return `${stepsAtRate(run)}: ${values.join(", ")}. Loss ${formatNumber(run.loss)}${best}.${limit}`
}

function stepsAtRate({ rate, rates, step }) {
  const [since] = rates.at(-1)
  const [steps, atRate] = [formatSteps(step), `at rate ${formatNumber(rate)}`]
  if (since === step) return `After ${steps}, now ${atRate}`
  return since === 0 ? `After ${steps} ${atRate}` : `After ${steps}, the last ${formatCount(step - since)} ${atRate}`
}

function divergence({ curvature, largestStableRate: bound, rate, run, setup }) {
  const { step } = run.ended
  const loss = `the loss is beyond what ${setup.dtype} can hold`
  if (step === 0) return `The start is too far off: ${loss}.`
  const when = `At step ${formatCount(step)} ${loss}.`
  if (setup.batch) return `${when} A smaller rate, or more points a step, would help.`
  const text = formatNumber(rate)
  if (rate <= bound || !curvature.isExact) return `${when} The rate ${text} was too large on the way.`
  return `${when} The rate ${text} is above the largest stable one, ${formatLimit(bound)}: each step went farther off than the last.`
}
