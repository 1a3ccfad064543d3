// Problem: a set-up, checked and turned into numbers.

import { APPROXIMATIONS, columnsOf, valuesAt } from "./approximations.js"
import { bowlOf, shapeOf } from "./curvature.js"
import { DATA, checkPoints } from "./data.js"
import { DTYPES, roundAll } from "./arithmetic.js"
import { OPTIMIZERS } from "./optimizers.js"
import { UNSCALED, standardize } from "./scaling.js"
import { shown } from "./validate.js"
import { deepest, derivativesAt } from "./sine-minimum.js"
import { Triangle } from "./least-squares.js"

const MOST_OF_MAP = 200 // points that a loss map of a sine looks at

// Throws an error that names what is wrong.
export function problemOf(setup) {
  return new Problem(checked(setup))
}

class Problem {
  #shape
  #few

  constructor(setup) {
    this.setup = setup
    this.approximation = APPROXIMATIONS[setup.approximation]
    this.letters = this.approximation.letters
    this.size = this.letters.length
    this.single = setup.dtype === "float32"
    this.mean = setup.loss === "mean"
    this.source = setup.data === "own" ? setup.points : DATA[setup.data] // tells whether points changed
    const { x, y } = pointsOf(setup)
    this.x = roundAll(x, this.single)
    this.y = roundAll(y, this.single)
    this.count = this.x.length
    this.weight = this.mean ? 1 / this.count : 1
    this.#useColumns()
  }

  // In float64, as columns of the rounded x: values are rounded once they are added up.
  #useColumns() {
    const linear = this.approximation.degree !== null
    const raw = linear ? columnsOf(this.approximation, this.x) : null
    const scaling = this.setup.standardize ? standardize(raw, this.size, this.letters) : UNSCALED
    this.inside = scaling.inside // the reader's units -> what descent adjusts
    this.outside = scaling.outside
    this.columns = scaling.columns ?? raw
    this.triangle = linear ? new Triangle(this.columns, this.y, this.size, this.weight) : null
  }

  values(params, xs) {
    return valuesAt(this.approximation, params, xs)
  }

  // Of all points, in float64, at parameters in the reader's units.
  lossOfAll(params) {
    return this.triangle ? this.triangle.lossAt(this.inside(params)) : derivativesAt(params, this).loss
  }

  // The same in time for a map: where the approximation is not linear, from a few of the points.
  lossAt(params) {
    if (this.triangle || this.count <= MOST_OF_MAP) return this.lossOfAll(params)
    return derivativesAt(params, (this.#few ??= fewOf(this))).loss
  }

  // What a bowl has in common wherever its predictions start.
  get shape() {
    return (this.#shape ??= shapeOf(this))
  }

  // With predictions from these parameters on.
  bowl(params = this.setup.guesses) {
    return bowlOf(this, params)
  }

  // The best parameters of all, in the reader's units.
  best() {
    return this.triangle ? this.bowl().lowestOutside : Float64Array.from(deepest(this).params)
  }
}

// Every so many points, with the weight of all.
function fewOf({ x, y, count, weight }) {
  const every = Math.ceil(count / MOST_OF_MAP)
  const few = (values) => values.filter((_, i) => i % every === 0)
  return { x: few(x), y: few(y), weight: (weight * count) / few(x).length }
}

function pointsOf({ data, points }) {
  return data === "own" ? checkPoints(points) : DATA[data]
}

function checked(setup) {
  if (typeof setup !== "object" || setup === null) throw new Error("The set-up must be an object.")
  choice("data", setup.data, [...Object.keys(DATA), "own"])
  choice("approximation", setup.approximation, Object.keys(APPROXIMATIONS))
  choice("loss", setup.loss, ["sum", "mean"])
  choice("optimizer", setup.optimizer, Object.keys(OPTIMIZERS))
  choice("dtype", setup.dtype, DTYPES)
  choice("standardize", setup.standardize, [true, false])
  checkGuesses(setup)
  if (!(Number.isFinite(setup.rate) && setup.rate > 0)) {
    throw new Error(`The learning rate must be a finite number above 0; it is ${shown(setup.rate)}.`)
  }
  if (setup.batch !== null) wholeNumber("The batch size", setup.batch, 1, pointsOf(setup).x.length)
  wholeNumber("The seed", setup.seed, 0, Number.MAX_SAFE_INTEGER)
  const { name, degree } = APPROXIMATIONS[setup.approximation]
  if (setup.standardize && degree === null) {
    throw new Error(`The ${name} is not linear in its parameters, so it cannot be standardized.`)
  }
  return setup
}

function checkGuesses({ approximation, guesses, dtype }) {
  const { letters, formula } = APPROXIMATIONS[approximation]
  if (!Array.isArray(guesses) || guesses.length !== letters.length) {
    const count = Array.isArray(guesses) ? guesses.length : "no list"
    throw new Error(`${formula} needs ${letters.length} guesses, ${letters.join(", ")}; there are ${count}.`)
  }
  guesses.forEach((guess, j) => {
    if (!Number.isFinite(guess)) {
      throw new Error(`The guess for ${letters[j]} must be a finite number; it is ${shown(guess)}.`)
    }
    if (dtype === "float32" && !Number.isFinite(Math.fround(guess))) {
      throw new Error(`The guess for ${letters[j]}, ${guess}, is too large for float32; use float64.`)
    }
  })
}

function choice(name, value, possible) {
  if (possible.includes(value)) return
  throw new Error(`${name} must be one of ${possible.join(", ")}; it is ${shown(value)}.`)
}

function wholeNumber(name, value, least, most) {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  throw new Error(`${name} must be a whole number from ${least} to ${most}; it is ${shown(value)}.`)
}
