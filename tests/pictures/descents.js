// Descents in a bowl, for tests that compare them with the package.

import { levelEllipses } from "../../docs/assets/pictures/bowl/map.js"
import { Descent } from "../../docs/assets/pictures/bowl/descent.js"
import { regime, verdict } from "../../docs/assets/pictures/bowl/regimes.js"

export const descentsOf = (choices, steps) => choices.map((choice) => descentOf(choice, steps))

function descentOf(choice, steps) {
  const descent = new Descent(choice, steps)
  const { directions, errors, largestStableRate, params, predictedErrors, rate } = descent
  const words = [verdict(descent), ...directions.map((direction) => regime(direction, choice.momentum))]
  return { directions, errors, largestStableRate, params, predictedErrors, rate, words }
}

// Places on lines of equal loss, a list for each line.
export function ellipsesOf(choice, pair, window) {
  return levelEllipses(new Descent(choice, 0), pair, window)
}
