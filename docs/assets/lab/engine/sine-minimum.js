// The global minimum of a sine's squared errors, from a scan over w: for each w the best a has a
// closed form.

import { everyNth } from "./arithmetic.js"

const MAX_GRID = 4000 // values of w
const MAX_POINTS = 500
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2

const cache = new WeakMap() // a set-up changes more often than its points

// `params` there, and `sum`, Σ (a sin(wx) - y)².
export function sineMinimum(problem) {
  if (!cache.has(problem.source)) cache.set(problem.source, scan(problem))
  return cache.get(problem.source)
}

function scan({ x, y }) {
  const n = Math.ceil(x.length / MAX_POINTS)
  const [low, high] = [Math.min(...x), Math.max(...x)]
  const reach = Math.max(-low, high)
  // On points so far apart faster waves look like slower ones; no valley is narrower than 1 / reach.
  const fastest = (Math.PI * (x.length - 1)) / (high - low)
  const step = Math.max(Math.PI / (8 * reach), fastest / MAX_GRID)
  const near = bestOfGrid(everyNth(x, n), everyNth(y, n), step, Math.ceil(fastest / step))
  const w = goldenSection((w) => bestAmplitude(w, x, y).sum, near - step, near + step)
  const { a, sum } = bestAmplitude(w, x, y)
  return { params: [a, w], sum }
}

// The best a for this w, and Σ (a sin(wx) - y)² there.
function bestAmplitude(w, x, y) {
  let [square, product, total] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const wave = Math.sin(w * x[i])
    square += wave * wave
    product += wave * y[i]
    total += y[i] * y[i]
  }
  const a = square > 0 ? product / square : 0
  return { a, sum: Math.max(total - a * product, 0) }
}

// Of w = step, 2 step, ... the one whose best a leaves the least error. From one w to the next the
// angle of every point grows by step * x, which is quicker to add than to take another sine.
function bestOfGrid(x, y, step, count) {
  const [sines, cosines] = [new Float64Array(x.length), new Float64Array(x.length).fill(1)]
  const stepSines = x.map((value) => Math.sin(step * value))
  const stepCosines = x.map((value) => Math.cos(step * value))
  let [best, most] = [step, -1]
  for (let k = 1; k <= count; k++) {
    let [square, product] = [0, 0]
    for (let i = 0; i < x.length; i++) {
      const wave = sines[i] * stepCosines[i] + cosines[i] * stepSines[i]
      cosines[i] = cosines[i] * stepCosines[i] - sines[i] * stepSines[i]
      sines[i] = wave
      square += wave * wave
      product += wave * y[i]
    }
    const explained = (product * product) / square
    if (explained > most) [best, most] = [k * step, explained]
  }
  return best
}

// The minimum of an f that falls and then rises between two ends.
function goldenSection(f, low, high) {
  let [left, right] = [high - GOLDEN_RATIO * (high - low), low + GOLDEN_RATIO * (high - low)]
  let [atLeft, atRight] = [f(left), f(right)]
  for (let round = 0; round < 50; round++) {
    if (atLeft < atRight) {
      ;[high, right, atRight] = [right, left, atLeft]
      left = high - GOLDEN_RATIO * (high - low)
      atLeft = f(left)
    } else {
      ;[low, left, atLeft] = [left, right, atRight]
      right = low + GOLDEN_RATIO * (high - low)
      atRight = f(right)
    }
  }
  return atLeft < atRight ? left : right
}
