// The set-up: all that the reader chooses, as plain JSON, and what a change of one part does to others.

import { APPROXIMATIONS } from "./engine/approximations.js"
import { DATA } from "./engine/data.js"

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
export function pointsOf({ data, points }) {
  if (data === "own") return points
  const { x, y } = DATA[data]
  return x.map((value, place) => [value, y[place]])
}

// A new set-up with the change, in which the parts fit each other. `starts` are guesses that the
// reader has chosen for other functions before, by name.
export function changed(setup, change, starts = {}) {
  const next = { ...setup, ...change }
  if (change.data === "own" && !change.points) next.points = pointsOf(setup)
  if (next.data !== "own") next.points = []
  if (change.approximation && !change.guesses) {
    next.guesses = guessesFor(change.approximation, setup, starts[change.approximation])
  }
  if (next.approximation === "sine") next.standardize = false
  if (next.batch && next.batch >= pointsOf(next).length) next.batch = null
  return next
}

// The same curve where the function has it: powers that it lacks go, and new ones start where they
// were before, or at 0.
function guessesFor(name, { approximation, guesses }, before) {
  const { letters, degree } = APPROXIMATIONS[name]
  if (degree === null) return before ?? letters.map(() => 1)
  const kept = APPROXIMATIONS[approximation].degree === null ? [] : guesses.slice(-letters.length)
  const added = letters.length - kept.length
  return [...(before ?? letters.map(() => 0)).slice(0, added), ...kept]
}
