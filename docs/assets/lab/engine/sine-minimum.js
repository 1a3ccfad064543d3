// Sine: the curvature of a loss that is no bowl, and the deepest of its valleys.

const MOST_WAVES = 4000
const MOST_POINTS = 500
const GOLDEN = (Math.sqrt(5) - 1) / 2

// Loss, slope and second derivatives of weight * Σ (a sin(wx) - y)² at a and w.
export function derivativesAt([a, w], { x, y, weight }) {
  let [loss, alongA, alongW, aa, aw, ww] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const wave = Math.sin(w * x[i])
    const turn = x[i] * Math.cos(w * x[i])
    const error = a * wave - y[i]
    loss += error * error
    alongA += error * wave
    alongW += error * a * turn
    aa += wave * wave
    aw += a * turn * wave + error * turn
    ww += (a * turn) ** 2 - error * a * wave * x[i] * x[i]
  }
  const double = 2 * weight
  return {
    loss: weight * loss,
    gradient: [double * alongA, double * alongW],
    hessian: [
      [double * aa, double * aw],
      [double * aw, double * ww],
    ],
  }
}

const found = new WeakMap() // a set-up changes more often than its points

// The parameters of the deepest valley, and Σ (a sin(wx) - y)² there, from a scan over w: for each
// w the best a is known.
export function deepest(problem) {
  if (!found.has(problem.source)) found.set(problem.source, scan(problem))
  return found.get(problem.source)
}

function scan({ x, y }) {
  const every = Math.ceil(x.length / MOST_POINTS)
  const few = (values) => values.filter((_, i) => i % every === 0)
  const [low, high] = [Math.min(...x), Math.max(...x)]
  const reach = Math.max(-low, high)
  // Faster waves look the same at points so far apart; a valley is no narrower than 1 / reach.
  const fastest = (Math.PI * (x.length - 1)) / (high - low)
  const step = Math.max(Math.PI / (8 * reach), fastest / MOST_WAVES)
  const near = bestOfGrid(few(x), few(y), step, Math.ceil(fastest / step))
  const w = goldenSection((w) => bestAt(w, x, y).sum, near - step, near + step)
  const { a, sum } = bestAt(w, x, y)
  return { params: [a, w], sum }
}

// The best a for this w, and Σ (a sin(wx) - y)² there.
function bestAt(w, x, y) {
  let [square, shared, all] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const wave = Math.sin(w * x[i])
    square += wave * wave
    shared += wave * y[i]
    all += y[i] * y[i]
  }
  const a = square > 0 ? shared / square : 0
  return { a, sum: Math.max(all - a * shared, 0) }
}

// The w = step, 2 step, ... whose wave has the most in common with y. From one w to the next every
// point's angle turns by step * x, which is quicker than another sine.
function bestOfGrid(x, y, step, count) {
  const [sines, cosines] = [new Float64Array(x.length), new Float64Array(x.length).fill(1)]
  const turnSines = x.map((value) => Math.sin(step * value))
  const turnCosines = x.map((value) => Math.cos(step * value))
  let [best, most] = [step, -1]
  for (let k = 1; k <= count; k++) {
    let [square, shared] = [0, 0]
    for (let i = 0; i < x.length; i++) {
      const wave = sines[i] * turnCosines[i] + cosines[i] * turnSines[i]
      cosines[i] = cosines[i] * turnCosines[i] - sines[i] * turnSines[i]
      sines[i] = wave
      square += wave * wave
      shared += wave * y[i]
    }
    const common = (shared * shared) / square
    if (common > most) [best, most] = [k * step, common]
  }
  return best
}

// Where f is least between two ends, if it falls and then rises.
function goldenSection(f, low, high) {
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
  let [atLeft, atRight] = [f(left), f(right)]
  for (let round = 0; round < 50; round++) {
    if (atLeft < atRight) {
      ;[high, right, atRight] = [right, left, atLeft]
      left = high - GOLDEN * (high - low)
      atLeft = f(left)
    } else {
      ;[low, left, atLeft] = [left, right, atRight]
      right = low + GOLDEN * (high - low)
      atRight = f(right)
    }
  }
  return atLeft < atRight ? left : right
}
