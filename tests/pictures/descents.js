// Descents in a bowl, for tests that compare them with the package.

import { levelCircles } from "../../docs/assets/pictures/bowl/map.js"
import { Descent } from "../../docs/assets/pictures/bowl/descent.js"
import { Panel } from "../../docs/assets/pictures/panel.js"
import { regime, verdict } from "../../docs/assets/pictures/bowl/regimes.js"

export const descentsOf = (choices, steps) => choices.map((choice) => descentOf(choice, steps))

function descentOf(choice, steps) {
  const descent = new Descent(choice, steps)
  const { directions, errors, largestStableRate, params, predictedErrors, rate } = descent
  const words = [verdict(descent), ...directions.map((direction) => regime(direction, choice.momentum))]
  return { directions, errors, largestStableRate, params, predictedErrors, rate, words }
}

// Places on lines of equal loss, as {xs, ys} for each line.
export function ellipsesOf(choice, pair, window) {
  const descent = new Descent(choice, 0)
  const panel = new Panel({ box: { left: 0, right: 300, top: 0, bottom: 200 }, ...window })
  const { matrix, radii } = levelCircles(descent, pair, panel)
  const [centerX, centerY] = pair.map((j) => descent.curvature.bestParams[j])
  return radii.map((radius) => {
    const places = Array.from({ length: 24 }, (_, i) => placeAt(matrix, radius, (i * Math.PI) / 12))
    return {
      xs: places.map(([x]) => centerX + panel.xAt(x) - panel.xAt(0)),
      ys: places.map(([, y]) => centerY + panel.yAt(y) - panel.yAt(0)),
    }
  })
}

function placeAt([xp, yp, xq, yq], radius, angle) {
  const [p, q] = [radius * Math.cos(angle), radius * Math.sin(angle)]
  return [xp * p + xq * q, yp * p + yq * q]
}
