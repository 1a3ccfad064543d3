// The loss over the steps, on logarithmic axes, with the prediction and the floor.

import { counted, shown } from "../messages.js"
import { Chart } from "./chart.js"
import { decades, logarithmic } from "./axis-range.js"

export class LossView {
  constructor(lab) {
    this.lab = lab
    this.chart = new Chart({
      axes: { x: { title: "step + 1", log: true }, y: { title: "loss", log: true } },
      window: { x: [0, 7], y: [-2, 8] },
    })
  }

  draw() {
    const { chart, lab } = this
    const { run, best, horizon } = lab
    const { steps, losses } = lab.record
    const ahead = lab.predictable ? [0, ...logarithmic(horizon)] : []
    const predicted = ahead.map((step) => lab.lossAfter(step))
    const floor = best.floor > lab.rounding ? best.floor : 0
    const values = [...losses, floor, ...predicted.filter((loss) => loss < 1e3 * losses[0])]
    const y = decades(values.filter((loss) => loss > lab.rounding))
    chart.want({ x: [0, Math.log10(horizon)], y })
    const predictedToo = lab.predictable ? " Dashed: predicted." : ""
    chart.explain("The loss.", `Of all points.${predictedToo}${floor > 0 ? " Dotted: its floor, what the best leaves." : ""}`)
    chart.clear()
    if (floor > 0) {
      chart.line([1, horizon], [floor, floor], { role: "target", dotted: true, thick: 1.5 })
      chart.words("floor", horizon, floor, { role: "target", align: "right" })
    }
    chart.line(ahead.map(plusOne), predicted, { role: "approximation", dashed: true, thick: 1.5 })
    chart.line(steps.map(plusOne), losses, { role: "approximation", thick: 2.5 })
    const last = losses.length - 1
    chart.dots([steps[last] + 1], [losses[last]], { role: "step", radius: 4 })
    chart.tell(`Loss ${shown(losses[last])} after ${counted(run.step)}, ${shown(losses[0])} at the start`)
  }
}

const plusOne = (step) => step + 1 // a logarithmic axis has no 0
