// A set-up in numbers: its points, its parameters and its loss.

import { APPROXIMATIONS, designMatrix, evaluate } from "./approximations.js"
import { everyNth, roundAll } from "./arithmetic.js"
import { Curvature, linearShape } from "./curvature.js"
import { coordinatesOf, DATA } from "./data.js"
import { LeastSquares } from "./least-squares.js"
import { UNSCALED, standardize } from "./scaling.js"
import { sineDerivatives } from "./sine-derivatives.js"
import { sineMinimum } from "./sine-minimum.js"
import { checkSetup } from "./validate.js"

const MAX_SAMPLE = 200 // points

export class Problem {
  #shape
  #sample

  constructor(setup) {
    checkSetup(setup)
    this.setup = setup
    this.approximation = APPROXIMATIONS[setup.approximation]
    this.letters = this.approximation.letters
    this.size = this.letters.length
    this.single = setup.dtype === "float32"
    this.mean = setup.loss === "mean"
    this.source = setup.data === "own" ? setup.points : DATA[setup.data] // an object for each set of points
    const { x, y } = coordinatesOf(setup)
    this.x = roundAll(x, this.single)
    this.y = roundAll(y, this.single)
    this.count = this.x.length
    this.weight = this.mean ? 1 / this.count : 1
    this.#setDesignMatrix()
  }

  // In float64, from the rounded x: as in torch, values are rounded after their terms are added.
  #setDesignMatrix() {
    const isLinear = this.approximation.degree !== null
    const matrix = isLinear ? designMatrix(this.approximation, this.x) : null
    const scaling = this.setup.standardize ? standardize(matrix, this.size, this.letters) : UNSCALED
    this.fromOriginal = scaling.fromOriginal // from the reader's parameters to those that descent adjusts
    this.toOriginal = scaling.toOriginal
    this.designMatrix = scaling.designMatrix ?? matrix
    this.leastSquares = isLinear ? new LeastSquares(this.designMatrix, this.y, this.size, this.weight) : null
  }

  values(params, xs) {
    return evaluate(this.approximation, params, xs)
  }

  // The loss of all points, in float64, at original parameters.
  fullLoss(params) {
    return this.leastSquares
      ? this.leastSquares.lossAt(this.fromOriginal(params))
      : sineDerivatives(params, this).loss
  }

  // The same, but of a sample of the points where all take too long for a map.
  sampledLoss(params) {
    if (this.leastSquares || this.count <= MAX_SAMPLE) return this.fullLoss(params)
    return sineDerivatives(params, (this.#sample ??= sampleOf(this))).loss
  }

  // What does not depend on where descent starts.
  get shape() {
    return (this.#shape ??= linearShape(this))
  }

  // For descent from these parameters.
  curvature(params = this.setup.guesses) {
    return new Curvature(this, this.fromOriginal(params))
  }

  // The parameters of the least loss, in original units.
  bestParams() {
    return this.leastSquares ? this.curvature().bestParams : Float64Array.from(sineMinimum(this).params)
  }
}

// Every n-th point, with the weight of all.
function sampleOf({ x, y, count, weight }) {
  const n = Math.ceil(count / MAX_SAMPLE)
  const sample = everyNth(x, n)
  return { x: sample, y: everyNth(y, n), weight: (weight * count) / sample.length }
}
