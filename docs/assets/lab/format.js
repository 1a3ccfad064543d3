// Numbers as text.

const COUNT = new Intl.NumberFormat("en") // made once: making one costs as much as many numbers

// A whole number with separators between thousands.
export const formatCount = (value) => COUNT.format(value)

// Four digits, for reading.
export function formatNumber(value) {
  if (Number.isNaN(value)) return "not a number"
  if (!Number.isFinite(value)) return value > 0 ? "infinity" : "−infinity"
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return exponential(value, 3)
  if (size >= 1000) return formatCount(Math.round(value))
  return String(Number(value.toPrecision(4)))
}

// A largest stable rate: five digits, rounded down, since what lies above it diverges.
export function formatLimit(rate) {
  if (!(rate > 0 && rate < Infinity)) return formatNumber(rate)
  const nearest = Number(rate.toPrecision(5))
  const digits = rate.toExponential(16)
  const down = nearest <= rate ? nearest : Number(digits.slice(0, 6) + digits.slice(digits.indexOf("e")))
  return down < 1e-3 ? exponential(down, 4) : String(down)
}

// All digits, for fields that are edited.
export function formatExact(value) {
  const size = Math.abs(value)
  return size !== 0 && size < 1e-3 ? exponential(value) : String(value)
}

// 2.5e-7, without trailing zeros.
function exponential(value, digits) {
  return value.toExponential(digits).replace(/(\.\d*?)0*e\+?/, "$1e").replace(".e", "e")
}

export function formatSteps(count) {
  return count === 1 ? "1 step" : `${formatCount(count)} steps`
}

// A number that the reader has typed, with a point or a comma before the decimals; throws where it
// is none.
export function parseTyped(input) {
  const text = input.trim()
  if (text === "") throw new Error("Type a number.")
  if (/^\d{1,3}(,\d{3})+$/.test(text)) {
    throw new Error(`“${text}” may be thousands or decimals: write it without a comma.`)
  }
  const value = Number(text.replaceAll("−", "-").replace(",", "."))
  if (Number.isNaN(value)) throw new Error(`“${text}” is not a number.`)
  return value
}
