// A set-up and how far it was run, as the query of a URL, and back. Whatever a URL holds becomes
// numbers and known names, or an error.

import { checkChoice, checkWholeNumber, quote, shorten } from "./engine/validate.js"
import { MAX_STEPS, NOTEBOOK, withChange } from "./setup.js"

const MAX_LENGTH = 30_000 // characters, which every current browser and server accepts

// How each part of a set-up is written and read.
const PARTS = {
  data: [String, String],
  approximation: [String, String],
  loss: [String, String],
  guesses: [String, parseList], // 1,2,3
  rate: [String, parseNumber],
  batch: [String, parseNumber],
  optimizer: [String, String],
  standardize: [Number, (text) => parseNumber(text) === 1],
  dtype: [String, String],
  seed: [String, parseNumber],
  points: [formatPairs, parsePairs], // 1,2;3,4
}

const NAMES = [...Object.keys(PARTS), "rates", "steps"]

// Leaves out what is as in the notebook; throws where the query would be too long.
export function formatQuery(setup, rates, steps) {
  const query = new URLSearchParams()
  for (const [name, [format]] of Object.entries(PARTS)) {
    const isDefault = JSON.stringify(setup[name]) === JSON.stringify(NOTEBOOK[name])
    if (!isDefault) query.set(name, format(setup[name]))
  }
  if (rates.length > 1) query.set("rates", formatPairs(rates.slice(1)))
  if (steps > 0) query.set("steps", steps)
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3B", ";")
  if (text.length > MAX_LENGTH) {
    throw new Error("These are too many points for a URL. Download the CSV instead.")
  }
  return text
}

// The set-up, later rates as pairs of a step and a rate, the steps, and unknown names; throws where
// a value is wrong.
export function parseQuery(text) {
  const query = new URLSearchParams(text)
  const change = {}
  for (const [name, [, parse]] of Object.entries(PARTS)) {
    if (!query.has(name)) continue
    change[name] = parsePart(query, name, parse)
    checkChoice(name, change[name])
  }
  const setup = withChange(NOTEBOOK, change)
  const steps = parsePart(query, "steps", parseNumber) ?? 0
  checkWholeNumber("steps", steps, 0, MAX_STEPS)
  const laterRates = parsePart(query, "rates", parsePairs) ?? []
  checkLaterRates(laterRates, steps)
  const unknown = [...new Set(query.keys())].filter((name) => !NAMES.includes(name)).map(shorten)
  return { setup, laterRates, steps, unknown }
}

// Undefined where the query does not have it.
function parsePart(query, name, parse) {
  if (!query.has(name)) return undefined
  try {
    return parse(query.get(name))
  } catch ({ message }) {
    throw new Error(`${name}: ${message}`)
  }
}

function parseNumber(text) {
  const value = Number(text)
  if (text.trim() === "" || !Number.isFinite(value)) throw new Error(`${quote(text)} is not a number.`)
  return value
}

function parseList(text) {
  return text.split(",").map(parseNumber)
}

function formatPairs(pairs) {
  return pairs.join(";")
}

function parsePairs(text) {
  return text.split(";").map(parseList)
}

function checkLaterRates(rates, steps) {
  let previous = 0
  for (const [step, rate, ...more] of rates) {
    const isInOrder = Number.isInteger(step) && step > previous && step <= steps
    if (!isInOrder || !(rate > 0) || more.length > 0) {
      throw new Error("rates must be pairs of a step and a rate above 0, in order, up to the steps.")
    }
    previous = step
  }
}
