// Which part of an axis to show.

const PADDING = 0.06 // of the range, at both ends
const MAX_STRETCH = 5 // times its range that an axis may show for equal scales

// The range of the values, and a share of it more at both ends.
export function paddedRange(values) {
  const [low, high] = extent(values)
  if (low > high) return [-1, 1]
  const padding = (high - low || Math.abs(high) || 1) * PADDING
  return [low - padding, high + padding]
}

// The least and the greatest finite value, in the wrong order where there is none.
function extent(values) {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

// A unit as long across as up, so that circles look round; where one axis would show far more than
// it needs, each keeps its own scale.
export function equalScales({ x, y }, { width, height }) {
  const stretch = ((y[1] - y[0]) / height / (x[1] - x[0])) * width
  if (!(Math.max(stretch, 1 / stretch) <= MAX_STRETCH)) return { x, y }
  return stretch > 1 ? { x: stretchRange(x, stretch), y } : { x, y: stretchRange(y, 1 / stretch) }
}

function stretchRange([low, high], factor) {
  const padding = ((factor - 1) * (high - low)) / 2
  return [low - padding, high + padding]
}

// Powers of ten around positive values, as exponents; at most so many decades, from the top down.
export function decades(values, maxDecades = Infinity) {
  const [low, high] = extent(values.filter((value) => value > 0))
  if (low > high) return [-1, 1]
  const top = Math.ceil(Math.log10(high) + 0.05)
  return [Math.max(Math.min(Math.floor(Math.log10(low)), top - 1), top - maxDecades), top]
}
