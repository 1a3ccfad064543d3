// Networks of the page, for tests that compare them with torch.

import { lossAndGradient, Training } from "../../docs/assets/pictures/network/hidden-layer.js"

export { lossAndGradient }

// The losses and the last parameters of a training.
export function train(start, points, rate, steps) {
  const training = new Training(start, points)
  training.advance(steps, rate)
  const { hasEnded, losses, params } = training
  return { hasEnded, losses, params }
}
