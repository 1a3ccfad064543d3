// Words: what will happen and what happened, in sentences.

import { APPROXIMATIONS } from "./engine/approximations.js"

// A number as people read it: four digits, thousands apart.
export function shown(value) {
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : Number.isNaN(value) ? "no number" : "minus infinite"
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(3).replace(/\.?0*e\+?/, "e")
  if (size >= 1000) return Math.round(value).toLocaleString("en")
  return String(Number(value.toPrecision(4)))
}

export function counted(steps) {
  return steps === 1 ? "1 step" : `${steps.toLocaleString("en")} steps`
}

// The largest stable rate, which momentum widens; Adam has none.
export function largestStableRate({ setup, best }) {
  if (setup.optimizer === "adam") return Infinity
  return best.largestStableRate * (setup.optimizer === "momentum" ? 1.9 : 1)
}

// The regime of the rate: a name, and what it means.
export function regime(lab) {
  const { setup, best, rate } = lab
  if (setup.optimizer === "adam") {
    return `Adam: each parameter moves by about ${shown(rate)} a step, whatever the slope.`
  }
  const share = rate / largestStableRate(lab)
  const near = best.exact ? "" : " near these parameters"
  const times = `${shown(share)} of the largest stable rate${near}`
  if (share >= 1) return `Too large: ${shown(share)} times the largest stable rate${near}. Each step overshoots by more than it gains.`
  if (setup.optimizer === "momentum") return `Stable: ${times}, which momentum makes larger.`
  if (share > 0.5) return `Side to side: ${times}. Along the steepest direction each step overshoots, and still gains.`
  if (share > 0.02) return `Straight down: ${times}.`
  return `Slow: ${times}.`
}

export function prediction(lab) {
  const { setup, best, rate, problem } = lab
  if (!best.exact) {
    return "Prediction: none beyond the rate. The loss of a sine has several valleys, and the start decides in which the run ends."
  }
  if (setup.batch) {
    return `Prediction: with ${setup.batch} of ${problem.count} points a step, the gradient is noisy. Where the points do not fit the function exactly, the run hovers around the best parameters, the wider the larger the rate.`
  }
  if (setup.optimizer !== "plain") return "Prediction: the same lowest point, by another way. The dashed lines are for plain descent and are not drawn."
  if (rate >= best.largestStableRate) return "Prediction: the error along the steepest direction grows with every step, until the numbers overflow."
  const condition = best.conditionNumber
  const steep = Number.isFinite(condition) ? ` The steepest direction is ${shown(condition)} times as steep as the flattest, which is why they take so different times.` : ""
  return `Prediction: plain descent from here comes within 1 % as the table says.${condition > 1.5 ? steep : " All directions are equally steep."}`
}

export function outcome(lab) {
  const { run, rate, best, problem } = lab
  if (lab.message) return lab.message
  if (run.ended) return `At step ${run.ended.step.toLocaleString("en")} the loss is no longer a finite number. ${blame(lab)}`
  if (run.step === 0) return "The run stands at its start."
  const moved = problem.letters.map((letter, place) => `${letter} = ${shown(run.params[place])}`).join(", ")
  const over = best.floor > 0 && best.floor > lab.rounding
  const floor = over ? `; least squares leaves ${shown(best.floor)}` : ""
  return `After ${counted(run.step)} at rate ${shown(rate)}: ${moved}. Loss ${shown(run.loss)}${floor}.`
}

function blame(lab) {
  const bound = largestStableRate(lab)
  if (lab.rate <= bound) return "The start is too far off, or the rate was too large on the way."
  return `The rate ${shown(lab.rate)} is above the largest stable one, ${shown(bound)}: each step threw it farther off than the last.`
}

export function formula({ setup }) {
  return APPROXIMATIONS[setup.approximation].formula
}
