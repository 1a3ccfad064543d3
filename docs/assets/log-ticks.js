// The ticks of logarithmic axes, as sgd_tutorial/figures/_drawing.py names them.

const MOST_TICKS = 7

// From step 0 on, where a step is at step + 1.
export function stepTicks([, high]) {
  const tickvals = [1]
  const ticktext = ["0"]
  for (let power = 0; 10 ** power + 1 <= 10 ** high; power++) {
    tickvals.push(10 ** power + 1)
    ticktext.push(powerOfTen({ factor: 1, power }))
  }
  return { tickvals, ticktext }
}

export function logTicks([low, high]) {
  const few = Math.floor(high) - Math.ceil(low) < 2 // powers of ten: multiples of them, too
  const factors = few ? (high - low < 1.5 ? [1, 2, 5] : [1, 3]) : [1]
  const stride = Math.ceil((high - low) / MOST_TICKS)
  const ticks = []
  for (let power = Math.floor(low); power <= high; power++) {
    if (power % stride !== 0) continue
    for (const factor of factors) ticks.push({ factor, power, value: factor * 10 ** power })
  }
  return {
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map((tick) => (few ? plain(tick) : powerOfTen(tick))),
  }
}

function plain(tick) {
  if (tick.power < -3 || tick.power > 5) return powerOfTen(tick)
  return tick.value.toLocaleString("en", { maximumFractionDigits: 3 })
}

export function powerOfTen({ factor, power }) {
  if (factor === 1 && (power === 0 || power === 1)) return String(10 ** power)
  const times = factor === 1 ? "" : `${factor}×`
  return `${times}10<sup>${String(power).replace("-", "−")}</sup>`
}
