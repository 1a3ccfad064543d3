// Words: what will happen and what happened, in sentences.

import { BETA } from "./engine/optimizers.js"
import { MOST_STEPS } from "./limits.js"

const NUMBERS = new Intl.NumberFormat("en") // made once: to make one takes as long as many numbers

// A whole number, its thousands apart.
export const grouped = (value) => NUMBERS.format(value)

// A number as people read it: four digits, thousands apart.
export function shown(value) {
  if (Number.isNaN(value)) return "not a number"
  if (!Number.isFinite(value)) return value > 0 ? "infinity" : "−infinity"
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return short(value, 3)
  if (size >= 1000) return grouped(Math.round(value))
  return String(Number(value.toPrecision(4)))
}

// A number as it is typed, all of its digits.
export function typed(value) {
  const size = Math.abs(value)
  return size !== 0 && size < 1e-3 ? short(value) : String(value)
}

const short = (value, digits) => value.toExponential(digits).replace(/(\.\d*?)0*e\+?/, "$1e").replace(".e", "e")

export function counted(steps) {
  return steps === 1 ? "1 step" : `${grouped(steps)} steps`
}

// What an address asks for in vain.
export function leftOut(names) {
  if (names.length === 0) return ""
  const list = names.map((name) => `“${name}”`).join(", ")
  return `The lab leaves out what it does not know in this address: ${list}. The notebook's values stand instead.`
}

// The regime of the rate: a name, and what it means.
export function regime(lab) {
  const { setup, best, rate, largestStableRate: bound } = lab
  if (setup.optimizer === "adam") {
    return `Adam: each parameter moves by about ${shown(rate)} a step, however steep it is.`
  }
  if (bound === Infinity) return "No direction is steep here: any rate is stable."
  const near = best.exact ? "" : ", near the start"
  const share = rate / bound
  const times = `${shown(share)} times the largest stable rate, which is ${shown(bound)}${near}`
  if (setup.batch) {
    return `${times}. With batches that is a guide only: each batch has a largest stable rate of its own.`
  }
  if (share >= 1) return `Too large: ${times}. Each step overshoots by more than it gains.`
  if (setup.optimizer === "momentum") return `Stable: ${times}. Momentum allows ${1 + BETA} times the rate.`
  if (share > 0.5) {
    return `Side to side: ${times}. Along the steepest direction each step overshoots, and still gains.`
  }
  return share > 0.02 ? `Straight down: ${times}.` : `Slow: ${times}. Half of it is a good rate.`
}

export function prediction(lab) {
  const { setup, best, rate, problem } = lab
  if (!setup.batch && rate >= lab.largestStableRate) {
    const where = best.exact ? "" : ", near the start"
    return `Predicted: along the steepest direction the error grows with every step${where}, until the numbers overflow or the run lands elsewhere.`
  }
  if (!best.exact) {
    return "Predicted: nothing beyond the rate. The loss of a sine has several valleys, and the start decides in which the run ends."
  }
  if (setup.batch) {
    return `Predicted: with ${setup.batch} of ${grouped(problem.count)} points a step the gradient is noisy. Where the function cannot fit every point, the run hovers around the best parameters, the wider the larger the rate; near the largest stable rate it may fly off.`
  }
  if (setup.optimizer !== "plain") {
    return "Predicted: the same lowest point, by another way. Theory has no lines for it here: they are for plain descent."
  }
  if (best.conditionNumber === Infinity) {
    return "Predicted: these points do not tell the parameters apart. Along that direction nothing moves."
  }
  if (best.conditionNumber < 1.5) return "Predicted: all directions are equally steep, and all errors fall alike."
  const [flattest, steepest] = [best.eigenvalues[0], best.eigenvalues.at(-1)]
  const share = (curvature) => {
    return `${Number((100 * (1 - Math.abs(1 - rate * curvature))).toPrecision(2))} %`
  }
  return `Predicted: each step takes ${share(steepest)} off the error along the steepest direction, and ${share(flattest)} along the flattest.`
}

export function outcome(lab) {
  const { run } = lab
  if (lab.message) return lab.message
  const told = lab.busy ? "Running." : run.ended ? end(lab) : progress(lab)
  return [lab.news, told].filter(Boolean).join(" ")
}

function progress({ best, problem, rounding, run }) {
  if (run.step === 0) return run.loss <= rounding ? "The start is the best place." : "The run stands at its start."
  const values = problem.letters.map((letter, place) => `${letter} = ${shown(run.params[place])}`)
  const floor = best.floor > rounding ? `; the best leaves ${shown(best.floor)}` : ""
  const limit = run.step >= MOST_STEPS ? " The lab stops here." : ""
  return `${way(run)}: ${values.join(", ")}. Loss ${shown(run.loss)}${floor}.${limit}`
}

// How far the run has come, and at which rate since when.
function way({ rate, rates, step }) {
  const [since] = rates.at(-1)
  const steps = since === 0 ? "" : `, the last ${grouped(step - since)}`
  return since === step ? `After ${counted(step)}, now at rate ${shown(rate)}` : `After ${counted(step)}${steps} at rate ${shown(rate)}`
}

function end({ best, largestStableRate: bound, rate, run, setup }) {
  const { step } = run.ended
  const loss = `the loss is beyond what ${setup.dtype} can hold`
  if (step === 0) return `The start is too far off: ${loss}.`
  const at = `At step ${grouped(step)} ${loss}.`
  if (setup.batch) return `${at} A smaller rate, or more points a step, would keep it.`
  if (rate <= bound || !best.exact) return `${at} The rate ${shown(rate)} was too large on the way.`
  return `${at} The rate ${shown(rate)} is above the largest stable one, ${shown(bound)}: each step threw it farther off than the last.`
}
