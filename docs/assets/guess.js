// A number that the reader has guessed: what was typed, and how far off it is.

const NUMBER = /^-?(\d{1,3}(,\d{3})+|\d[\d_ ]*)?(\.\d*)?(e[+-]?\d+)?$/i
const COUNT = new Intl.NumberFormat("en", { maximumSignificantDigits: 15 })
const FACTOR = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 })
const NEAR = 1.05

// 1000, 1,000, 1 000 or 1e3; undefined if it is no number.
export function typedNumber(input) {
  const text = input.trim()
  if (!/\d/.test(text) || !NUMBER.test(text)) return undefined
  const number = Number(text.replace(/[,_ ]/g, ""))
  return Number.isFinite(number) ? number : undefined
}

// What a guess is called beside the right number.
export function factorText({ number }, right, unit) {
  if (number === right) return `You said ${COUNT.format(right)}${unit}, and so it is.`
  const both = `You said ${COUNT.format(number)}${unit}; it is ${COUNT.format(right)}`
  if (number / right <= 0 || right === 0) return `${both}.`
  const factor = Math.max(number / right, right / number)
  return `${both}: ${factor < NEAR ? "as good as the same" : `off by a factor of ${factorOf(factor)}`}.`
}

function factorOf(factor) {
  return factor < 100 ? FACTOR.format(factor) : COUNT.format(Math.round(factor))
}
