// Numbers along an axis, and the room around them.

const NAME_WIDTH = 32 // of the name at the end of an axis

// Of a drawing of this size: what its axes leave.
export function innerBox({ width, height }) {
  return { left: 42, right: width - 6, top: 20, bottom: height - 22 }
}

// At most seven round numbers from `low` to `high`, at a distance of 1, 2 or 5 times a power of ten.
export function roundTicks([low, high]) {
  const rough = (high - low) / 6
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9))
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first + 1
  return Array.from({ length: count }, (_, i) => (first + i) * step)
}

// Those across a panel that leave room for the name of the axis.
export function ticksBeforeName(panel) {
  return roundTicks(panel.x).filter((value) => panel.atX(value) < panel.box.right - NAME_WIDTH)
}

export const wholeTicks = ([low, high]) =>
  Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i)

// Without the digits that adding up has spoiled.
export const tickText = (value) => String(Number(value.toPrecision(6))).replace("-", "−")
