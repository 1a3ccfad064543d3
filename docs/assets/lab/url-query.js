// The address: a set-up and how far it was run, as the query of a URL. Whatever a URL says is
// checked: it becomes numbers and known names, or a message.

import { APPROXIMATIONS } from "./engine/approximations.js"
import { DATA } from "./engine/data.js"
import { DTYPES } from "./engine/arithmetic.js"
import { OPTIMIZERS } from "./engine/optimizers.js"
import { MOST_STEPS } from "./limits.js"
import { changed, NOTEBOOK } from "./setup.js"

const LONGEST = 30_000 // characters that every browser and server of today takes

const numbers = (text) => text.split(",").map(number)

function number(text) {
  const value = Number(text)
  if (text.trim() === "" || !Number.isFinite(value)) throw new Error(`“${shortened(text)}” is no number.`)
  return value
}

function oneOf(...names) {
  return (text) => {
    if (names.includes(text)) return text
    throw new Error(`“${shortened(text)}” is none of ${names.join(", ")}.`)
  }
}

function shortened(text) {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

// How each part is written and read.
const PARTS = {
  data: [String, oneOf(...Object.keys(DATA), "own")],
  approximation: [String, oneOf(...Object.keys(APPROXIMATIONS))],
  loss: [String, oneOf("sum", "mean")],
  guesses: [(values) => values.join(","), numbers],
  rate: [String, number],
  batch: [String, number],
  optimizer: [String, oneOf(...Object.keys(OPTIMIZERS))],
  standardize: [Number, (text) => number(text) === 1],
  dtype: [String, oneOf(...DTYPES)],
  seed: [String, number],
  points: [(points) => points.map((point) => point.join(",")).join(";"), (text) => text.split(";").map(numbers)],
}

const NAMES = [...Object.keys(PARTS), "rates", "steps"]

// The query, without what is as in the notebook; throws where it would be too long.
export function queryOf(setup, rates, steps) {
  const query = new URLSearchParams()
  for (const [name, [write]] of Object.entries(PARTS)) {
    const same = JSON.stringify(setup[name]) === JSON.stringify(NOTEBOOK[name])
    if (!same) query.set(name, write(setup[name]))
  }
  const later = rates.slice(1)
  if (later.length > 0) query.set("rates", later.map((pair) => pair.join(",")).join(";"))
  if (steps > 0) query.set("steps", steps)
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3B", ";")
  if (text.length > LONGEST) throw new Error("These are too many points for an address. Download the CSV instead.")
  return text
}

// The set-up in a query, later rates as pairs of a step and a rate, the steps, and the names that it
// does not know; throws with what is wrong.
export function stateOf(text) {
  const query = new URLSearchParams(text)
  const change = {}
  for (const [name, [, read]] of Object.entries(PARTS)) {
    if (query.has(name)) change[name] = part(name, read, query.get(name))
  }
  const setup = changed(NOTEBOOK, change)
  const later = query.has("rates")
    ? part("rates", (rates) => rates.split(";").map(numbers), query.get("rates"))
    : []
  const steps = query.has("steps") ? part("steps", number, query.get("steps")) : 0
  if (!Number.isInteger(steps) || steps < 0 || steps > MOST_STEPS) {
    throw new Error(`steps must be a whole number from 0 to ${MOST_STEPS.toLocaleString("en")}.`)
  }
  checkRates(later, steps)
  const unknown = [...new Set(query.keys())].filter((name) => !NAMES.includes(name)).map(shortened)
  return { setup, later, steps, unknown }
}

function part(name, read, text) {
  try {
    return read(text)
  } catch (error) {
    throw new Error(`${name}: ${error.message}`)
  }
}

function checkRates(rates, steps) {
  let before = 0
  for (const [step, rate, ...more] of rates) {
    const inOrder = Number.isInteger(step) && step > before && step <= steps
    if (!inOrder || !(rate > 0) || more.length > 0) {
      throw new Error("rates must be pairs of a step and a rate above 0, in order, up to the steps.")
    }
    before = step
  }
}
