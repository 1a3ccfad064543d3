// The set-up: all that the reader chooses, as plain JSON, and how a change of one part affects others.

import { APPROXIMATIONS } from "./engine/approximations.js"
import { coordinatesOf } from "./engine/data.js"

export const MAX_STEPS = 10_000_000

export const NOTEBOOK = Object.freeze({
  data: "notebook",
  points: [],
  approximation: "quadratic",
  loss: "sum",
  guesses: [1, 2, 3],
  rate: 1e-7,
  batch: null,
  optimizer: "plain",
  standardize: false,
  dtype: "float32",
  seed: 0,
})

// The points of a set-up, as pairs.
export function pointsOf(setup) {
  if (setup.data === "own") return setup.points
  const { x, y } = coordinatesOf(setup)
  return x.map((value, i) => [value, y[i]])
}

// A new set-up with the change, made consistent. `previousGuesses` are those that the reader has
// chosen before, by the name of their function.
export function withChange(setup, change, previousGuesses = {}) {
  const next = { ...setup, ...change }
  if (change.data === "own" && !change.points) next.points = pointsOf(setup)
  if (next.data !== "own") next.points = []
  if (change.approximation && !change.guesses) {
    next.guesses = guessesFor(change.approximation, setup, previousGuesses[change.approximation])
  }
  if (next.approximation === "sine") next.standardize = false
  if (next.batch && next.batch >= pointsOf(next).length) next.batch = null
  return next
}

// The same curve where the function has it: powers that it lacks are dropped, and additional ones
// start where they were before, or at 0.
function guessesFor(name, { approximation, guesses }, previous) {
  const { letters, degree } = APPROXIMATIONS[name]
  if (degree === null) return previous ?? letters.map(() => 1)
  const common = APPROXIMATIONS[approximation].degree === null ? [] : guesses.slice(-letters.length)
  const additional = letters.length - common.length
  return [...(previous ?? letters.map(() => 0)).slice(0, additional), ...common]
}
