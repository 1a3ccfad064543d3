// Leaders: the parameter that names a direction, and how much of the direction it is.

// A pair of place and share for each direction. The largest shares choose first, and no parameter
// leads twice: each direction has a name and a color of its own.
export function leadersOf(directions) {
  const shares = directions.flatMap((direction, row) =>
    Array.from(direction, (length, place) => ({ row, place, share: length ** 2 })),
  )
  shares.sort((one, other) => other.share - one.share)
  const leaders = []
  for (const { row, place, share } of shares) {
    if (leaders[row] || leaders.some((leader) => leader?.place === place)) continue
    leaders[row] = { place, share }
  }
  return leaders
}

export function nameOf(letter, share) {
  if (share > 0.9) return `almost ${letter}`
  return share > 0.55 ? `mostly ${letter}` : `partly ${letter}`
}
