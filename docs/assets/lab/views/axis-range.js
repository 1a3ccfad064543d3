// Windows: which part of an axis to show.

const WIDEST = 5 // times its range an axis may show for the sake of the other

// A little more than the values need.
export function spread(values, share = 0.06) {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return [-1, 1]
  const room = (high - low || Math.abs(high) || 1) * share
  return [low - room, high + room]
}

// A unit as long across as up, so that what is round looks round; where one axis would show far
// more than it needs, each keeps its own.
export function inOneScale({ x, y }, { width, height }) {
  const wider = ((y[1] - y[0]) / height / (x[1] - x[0])) * width
  if (!(Math.max(wider, 1 / wider) <= WIDEST)) return { x, y }
  return wider > 1 ? { x: widened(x, wider), y } : { x, y: widened(y, 1 / wider) }
}

function widened([low, high], times) {
  const room = ((times - 1) * (high - low)) / 2
  return [low - room, high + room]
}

// Whole powers of ten around positive values, at most so many of them, counted from above.
export function decades(values, most = Infinity) {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (!(value > 0) || value === Infinity) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return [-1, 1]
  const top = Math.ceil(Math.log10(high) + 0.05)
  return [Math.max(Math.min(Math.floor(Math.log10(low)), top - 1), top - most), top]
}

// Steps from 1 on, evenly on a logarithmic axis.
export function logarithmic(last, count = 120) {
  const steps = new Set()
  for (let i = 0; i < count; i++) steps.add(Math.round(10 ** ((Math.log10(last) * i) / (count - 1))))
  return [...steps]
}
