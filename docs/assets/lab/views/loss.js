// The loss over the steps, on logarithmic axes, with the prediction and the floor.

import { formatNumber, formatSteps } from "../format.js"
import { decades } from "./axis-range.js"
import { Chart } from "./chart.js"
import { onStepAxis, predictedSteps, STEP_AXIS, stepRange } from "./step-axis.js"

export class LossView {
  constructor(experiment) {
    this.experiment = experiment
    this.chart = new Chart({
      axes: { x: STEP_AXIS, y: { title: "loss", log: true } },
      window: { x: [0, 7], y: [-2, 8] },
    })
  }

  draw() {
    const { chart, experiment } = this
    const { curvature, history, horizon, lossRounding, run } = experiment
    const { losses, steps } = history
    const ahead = predictedSteps(experiment)
    const predicted = ahead.map((step) => experiment.prediction.lossAfter(step))
    const floor = curvature.floor > lossRounding ? curvature.floor : 0
    const visible = [...losses, floor, ...predicted.filter((loss) => loss < 1e3 * losses[0])]
    const y = decades(visible.filter((loss) => loss > lossRounding))
    chart.setWindow({ x: stepRange(experiment), y })
    this.explain(ahead.length > 0, floor > 0)
    chart.clear()
    if (floor > 0) {
      chart.line([1, horizon], [floor, floor], { role: "target", dotted: true, width: 1.5 })
      chart.text("floor", horizon, floor, { role: "target", align: "right" })
    }
    chart.line(ahead.map(onStepAxis), predicted, { role: "approximation", dashed: true, width: 1.5 })
    chart.line(steps.map(onStepAxis), losses, { role: "approximation", width: 2.5 })
    chart.dots([onStepAxis(steps.at(-1))], [losses.at(-1)], { role: "step", radius: 4 })
    const [first, last] = [losses[0], losses.at(-1)].map(formatNumber)
    chart.describe(`Loss ${last} after ${formatSteps(run.step)}, ${first} at the start`)
  }

  explain(isPredicted, hasFloor) {
    const dashed = isPredicted ? " Dashed: predicted." : ""
    const dotted = hasFloor ? " Dotted: the floor, the least that this function can reach." : ""
    this.chart.explain("The loss.", `Of all points.${dashed}${dotted}`)
  }
}
