// The logarithmic axis of steps. A step is at step + 1, since it has no 0.

import { stepTicks } from "../../log-ticks.js"

const PREDICTED_STEPS = 120 // at most

export const STEP_AXIS = { title: "step", log: true, ticks: stepTicks }

export const onStepAxis = (step) => step + 1

export function stepRange({ horizon }) {
  return [0, Math.log10(horizon)]
}

// The steps for which to draw a prediction, evenly spaced on the axis; none where there is none.
export function predictedSteps({ horizon, isPredictable }) {
  if (!isPredictable) return []
  const steps = new Set([0])
  for (let i = 0; i < PREDICTED_STEPS; i++) {
    steps.add(Math.round(10 ** ((Math.log10(horizon) * i) / (PREDICTED_STEPS - 1))))
  }
  return [...steps]
}
