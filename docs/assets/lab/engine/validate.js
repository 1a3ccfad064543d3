// Checks what the reader gives: an edited URL or a pasted file may hold anything, of any length.
// Every error says what is wrong and with what.

import { APPROXIMATIONS } from "./approximations.js"
import { DTYPES } from "./arithmetic.js"
import { DATA, coordinatesOf } from "./data.js"
import { OPTIMIZERS } from "./optimizers.js"

export const MAX_POINTS = 10_000
const MAX_COORDINATE = 1e15
const MAX_QUOTE = 40 // characters
const CHOICES = {
  data: [...Object.keys(DATA), "own"],
  approximation: Object.keys(APPROXIMATIONS),
  loss: ["sum", "mean"],
  optimizer: Object.keys(OPTIMIZERS),
  dtype: DTYPES,
  standardize: [true, false],
}

// A value as error messages show it.
export function quote(value) {
  return typeof value === "string" ? `“${shorten(value)}”` : String(value)
}

export function shorten(text) {
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text
}

// Refuses a set-up that cannot be calculated.
export function checkSetup(setup) {
  for (const name of Object.keys(CHOICES)) checkChoice(name, setup[name])
  if (setup.data === "own") checkPoints(setup.points)
  checkGuesses(setup)
  checkRate(setup.rate)
  if (setup.batch !== null) {
    checkWholeNumber("The batch size", setup.batch, 1, coordinatesOf(setup).x.length)
  }
  checkWholeNumber("The seed", setup.seed, 0, Number.MAX_SAFE_INTEGER)
  const { name, degree } = APPROXIMATIONS[setup.approximation]
  if (setup.standardize && degree === null) {
    throw new Error(`The ${name} is not linear in its parameters, so it cannot be standardized.`)
  }
}

// For those parts of a set-up that are one of a few values; others pass.
export function checkChoice(name, value) {
  const choices = CHOICES[name]
  if (!choices || choices.includes(value)) return
  throw new Error(`${name} must be one of ${choices.join(", ")}; it is ${quote(value)}.`)
}

export function checkRate(rate) {
  if (Number.isFinite(rate) && rate > 0) return
  throw new Error(`The learning rate must be a finite number above 0; it is ${quote(rate)}.`)
}

export function checkWholeNumber(name, value, min, max) {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return
  const range = `from ${min} to ${max.toLocaleString("en")}`
  throw new Error(`${name} must be a whole number ${range}; it is ${quote(value)}.`)
}

function checkGuesses({ approximation, guesses, dtype }) {
  const { letters, formula } = APPROXIMATIONS[approximation]
  if (guesses.length !== letters.length) {
    const needed = `${letters.length} guesses, ${letters.join(", ")}`
    throw new Error(`${formula} needs ${needed}; there are ${guesses.length}.`)
  }
  guesses.forEach((guess, j) => {
    if (!Number.isFinite(guess)) {
      throw new Error(`The guess for ${letters[j]} must be a finite number; it is ${quote(guess)}.`)
    }
    if (dtype === "float32" && !Number.isFinite(Math.fround(guess))) {
      throw new Error(`The guess for ${letters[j]}, ${guess}, is too large for float32; use float64.`)
    }
  })
}

// The reader's own points, [[x, y], ...].
function checkPoints(points) {
  if (points.length < 2) {
    throw new Error(`At least 2 points are needed; there ${points.length === 1 ? "is 1" : "are none"}.`)
  }
  if (points.length > MAX_POINTS) {
    const [max, count] = [MAX_POINTS, points.length].map((number) => number.toLocaleString("en"))
    throw new Error(`At most ${max} points are possible; there are ${count}.`)
  }
  points.forEach((point, index) => {
    const problem = problemWith(point)
    if (problem) throw new Error(`Point ${(index + 1).toLocaleString("en")} ${problem}`)
  })
  if (points.every(([x]) => x === points[0][0])) {
    throw new Error(`All points have x = ${points[0][0]}; at least two different x are needed.`)
  }
}

function problemWith(point) {
  if (point.length !== 2) return "must be two numbers, x and y."
  if (!point.every(Number.isFinite)) return "has a value that is not finite."
  const isTooLarge = point.some((value) => Math.abs(value) > MAX_COORDINATE)
  return isTooLarge ? "has a value beyond 1e15; use a larger unit." : ""
}
