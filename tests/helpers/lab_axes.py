"""The axes of a chart of the lab, by the numbers that stand on them."""

# From a value to a place in the chart's drawing, in pixels, across and up.
PLACES = """(drawing) => {
  const placeOn = (anchor, axis) => {
    const texts = [...drawing.querySelectorAll(`text[text-anchor=${anchor}]:not(.picture-name)`)]
    const place = (text) => Number(text.getAttribute(axis))
    const number = ({ textContent }) => Number(textContent.replace("\\u2212", "-").replace(",", ""))
    const [first, last] = [texts[0], texts.at(-1)]
    const unit = (place(last) - place(first)) / (number(last) - number(first))
    return (value) => place(first) + (value - number(first)) * unit
  }
  return { x: placeOn("middle", "x"), y: placeOn("end", "y") }
}"""
