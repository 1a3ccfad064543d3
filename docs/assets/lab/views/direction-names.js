// Names of directions, after the parameters that they mostly change.

// The index of a parameter for each direction, and its share of the direction. The largest shares
// choose first, and no parameter names two directions, so that each has a name and color of its own.
export function mainParameters(directions) {
  const candidates = directions.flatMap((direction, d) =>
    Array.from(direction, (component, index) => ({ d, index, share: component ** 2 })),
  )
  candidates.sort((a, b) => b.share - a.share)
  const main = []
  for (const { d, index, share } of candidates) {
    if (main[d] || main.some((other) => other?.index === index)) continue
    main[d] = { index, share }
  }
  return main
}

export function directionName(letter, share) {
  if (share > 0.9) return `almost ${letter}`
  return share > 0.55 ? `mostly ${letter}` : `partly ${letter}`
}
