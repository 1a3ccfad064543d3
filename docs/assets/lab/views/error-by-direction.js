// The error along each direction over the steps: predicted, and as it was.

import { formatNumber, formatSteps } from "../format.js"
import { decades } from "./axis-range.js"
import { Chart } from "./chart.js"
import { directionName, mainParameters } from "./direction-names.js"
import { onStepAxis, predictedSteps, STEP_AXIS, stepRange } from "./step-axis.js"

const LABEL_SHARES = [0.5, 0.35, 0.65]

export class ErrorByDirectionView {
  constructor(experiment) {
    this.experiment = experiment
    this.chart = new Chart({
      axes: { x: STEP_AXIS, y: { title: "error", log: true } },
      window: { x: [0, 7], y: [-4, 1] },
    })
  }

  draw() {
    const { chart, experiment } = this
    const { errors, history, prediction } = experiment
    const observed = { steps: history.steps, errors }
    const ahead = predictedSteps(experiment)
    const predictedErrors = ahead.map((step) => prediction.errorsAfter(step).map(Math.abs))
    const predicted = { steps: ahead, errors: predictedErrors }
    const start = Math.max(...errors[0])
    const all = [...observed.errors, ...predicted.errors].flatMap((row) => [...row])
    const visible = all.filter((error) => error > 1e-12 * start && error < 1e3 * start)
    chart.setWindow({ x: stepRange(experiment), y: decades(visible, 9) })
    this.explain(ahead.length > 0)
    chart.clear()
    const lines = this.lines()
    lines.forEach((line, index) => {
      this.line(predicted, index, { role: line.role, dashed: true, width: 1.5 })
      this.line(observed, index, { role: line.role, width: 2.5 })
    })
    lines.forEach((line, index) => this.label(ahead.length ? predicted : observed, index, line))
    chart.describe(this.description())
  }

  explain(isPredicted) {
    const { chart, experiment } = this
    if (experiment.curvature.isExact) {
      const dashed = isPredicted ? " Dashed: predicted." : ""
      chart.explain("The error, direction by direction.", `Each changes by a factor of its own.${dashed}`)
    } else {
      const caption = "The distance from the deepest valley; the run may be in another."
      chart.explain("The error of each parameter.", caption)
    }
  }

  line({ steps, errors }, index, style) {
    this.chart.line(steps.map(onStepAxis), errors.map((row) => row[index]), style)
  }

  // A label stands where its line has fallen about halfway down the chart; neighbors at other heights.
  label({ steps, errors }, index, { name, role }) {
    const { chart } = this
    const share = LABEL_SHARES[index % LABEL_SHARES.length]
    const [low, high] = [chart.window.y[0], Math.log10(errors[0][index])]
    const height = 10 ** (high + share * (low - high))
    const below = errors.findIndex((row) => row[index] < height)
    const row = below < 0 ? Math.floor(errors.length / 2) : below
    chart.text(` ${name}`, onStepAxis(steps[row]), errors[row][index], { role })
  }

  // A name and a color for each direction, or for each parameter.
  lines() {
    const { curvature, problem } = this.experiment
    if (this.cache?.curvature !== curvature) this.cache = { curvature, lines: linesOf(curvature, problem) }
    return this.cache.lines
  }

  description() {
    const { curvature, errors, run } = this.experiment
    const values = this.lines().map(({ name }, index) => `${name} ${formatNumber(errors.at(-1)[index])}`)
    const kind = curvature.isExact ? "along each direction" : "of each parameter"
    return `Error ${kind} after ${formatSteps(run.step)}: ${values.join(", ")}`
  }
}

function linesOf({ directions, isExact }, { letters }) {
  if (!isExact) return letters.map((letter) => ({ name: letter, role: letter }))
  return mainParameters(directions).map(({ index, share }) => {
    return { name: directionName(letters[index], share), role: letters[index] }
  })
}
