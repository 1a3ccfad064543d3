// The loss of a figure whose parameters the reader chooses by hand: the curve is a stack of terms.

// The sum of squared errors of what is drawn.
function lossOf(data) {
  const terms = data.filter(({ stackgroup }) => stackgroup)
  const points = data.find(({ meta }) => meta?.role === "data")
  const miss = (y, place) => terms.reduce((rest, term) => rest - term.y[place], y)
  return [...points.y].reduce((sum, y, place) => sum + miss(y, place) ** 2, 0)
}

// Returns what to call after each change.
export function tellLoss(element) {
  let tries = 0
  let lowest = Infinity
  return (data) => {
    const loss = lossOf(data)
    tries += 1
    lowest = Math.min(lowest, loss)
    const [now, best] = [loss, lowest].map((value) => Math.round(value).toLocaleString("en"))
    element.textContent = `Loss: ${now}. Lowest of ${tries} tries: ${best}.`
  }
}
