// Lines of equal value through a grid of values.

// The path of one level. `values` are those of (size + 1)² nodes, row by row from the top.
export function levelLine(values, size, level, width, height) {
  const path = new Path2D()
  const [dx, dy] = [width / size, height / size]
  const nodes = size + 1
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const first = row * nodes + column
      const below = first + nodes
      // Most cells are not crossed.
      const isLow = values[first] < level
      if (
        isLow === values[first + 1] < level &&
        isLow === values[below + 1] < level &&
        isLow === values[below] < level
      ) {
        continue
      }
      const corners = [values[first], values[first + 1], values[below + 1], values[below]]
      const crossings = []
      for (let side = 0; side < 4; side++) {
        const [from, to] = [corners[side], corners[(side + 1) % 4]]
        if (from < level === to < level) continue
        const share = (level - from) / (to - from)
        crossings.push(pointOnSide(side, share, column * dx, row * dy, dx, dy))
      }
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        path.moveTo(...crossings[i])
        path.lineTo(...crossings[i + 1])
      }
    }
  }
  return path
}

// The sides of a cell in order: top, right, bottom, left; each from one corner to the next.
function pointOnSide(side, share, left, top, dx, dy) {
  if (side === 0) return [left + share * dx, top]
  if (side === 1) return [left + dx, top + share * dy]
  if (side === 2) return [left + (1 - share) * dx, top + dy]
  return [left, top + (1 - share) * dy]
}
