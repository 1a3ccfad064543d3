// The loss of a figure in which the reader fits a curve by hand. The curve is a stack of terms.

// The sum of squared errors of what is drawn.
function lossOf(data) {
  const terms = data.filter(({ stackgroup }) => stackgroup)
  const points = data.find(({ meta }) => meta?.role === "data")
  const error = (y, index) => terms.reduce((rest, term) => rest - term.y[index], y)
  return [...points.y].reduce((sum, y, index) => sum + error(y, index) ** 2, 0)
}

// Returns a function to call with the data after each change.
export function lossDisplay(element) {
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
