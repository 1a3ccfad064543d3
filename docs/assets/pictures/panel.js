// A panel of a picture: its scales, and its marks as SVG in strings. Nothing here needs a browser: the
// build draws the still with it.

const FARTHEST = 1e5 // pixels

export class Panel {
  // `box` is {left, top, right, bottom} in pixels of the drawing; `x` and `y` are [low, high].
  constructor({ box, x, y }) {
    Object.assign(this, { box, x, y })
  }

  atX(value) {
    const { left, right } = this.box
    return round(left + ((value - this.x[0]) / (this.x[1] - this.x[0])) * (right - left))
  }

  atY(value) {
    const { top, bottom } = this.box
    return round(bottom - ((value - this.y[0]) / (this.y[1] - this.y[0])) * (bottom - top))
  }

  // The value at a distance from the left edge of the drawing; yAt the same from the upper edge.
  xAt(pixels) {
    const { left, right } = this.box
    return this.x[0] + ((pixels - left) / (right - left)) * (this.x[1] - this.x[0])
  }

  yAt(pixels) {
    const { top, bottom } = this.box
    return this.y[0] + ((bottom - pixels) / (bottom - top)) * (this.y[1] - this.y[0])
  }

  line(xs, ys, role) {
    const points = Array.from(xs, (x, i) => [this.atX(x), this.atY(ys[i])])
    return `<path class="picture-line ${role}" d="${moves(points, "l")}"/>`
  }

  segments(pairs, role) {
    const path = pairs.map(([[x1, y1], [x2, y2]]) => `M${this.at(x1, y1)}L${this.at(x2, y2)}`)
    return `<path class="picture-line ${role}" d="${path.join("")}"/>`
  }

  dots(xs, ys, radius, role) {
    const dot = (x, i) => `<circle cx="${this.atX(x)}" cy="${this.atY(ys[i])}" r="${radius}"/>`
    return `<g class="picture-dots ${role}">${Array.from(xs, dot).join("")}</g>`
  }

  at(x, y) {
    return `${this.atX(x)} ${this.atY(y)}`
  }

  // Marks that end at the panel's edges.
  clipped(marks) {
    const { left, top, right, bottom } = this.box
    const [width, height] = [right - left, bottom - top]
    const view = `viewBox="${left} ${top} ${width} ${height}"`
    return `<svg x="${left}" y="${top}" width="${width}" height="${height}" ${view}>${marks}</svg>`
  }

  // A line along the lower edge, with a number at each tick and the name of what it measures.
  xAxis(ticks, { name = "", format = String } = {}) {
    const { left, right, bottom } = this.box
    const text = (value) => textAt(this.atX(value), bottom + 15, format(value), "middle")
    const title = name && textAt(right, bottom + 15, name, "end", "picture-name")
    return `<path class="picture-axis" d="M${left} ${bottom}H${right}"/>${ticks.map(text).join("")}${title}`
  }

  // A thin line at each tick, with its number on the left; without a grid no lines.
  yAxis(ticks, { name = "", format = String, grid = true } = {}) {
    const { left, top, right } = this.box
    const line = (value) => (grid ? `M${left} ${this.atY(value)}H${right}` : "")
    const text = (value) => textAt(left - 6, this.atY(value) + 4, format(value), "end")
    const title = name && textAt(left, top - 6, name, "start", "picture-name")
    return `<path class="picture-grid" d="${ticks.map(line).join("")}"/>${ticks.map(text).join("")}${title}`
  }
}

// A path through points. Each but the first is told from the one before: a page with a long path
// compresses to half as much.
export function moves(points, command, mark = "") {
  if (points.length === 0) return ""
  const [first, ...rest] = points
  let [x, y] = first
  const steps = rest.map(([nextX, nextY]) => {
    const step = `${command}${round(nextX - x)} ${round(nextY - y)}${mark}`
    ;[x, y] = [nextX, nextY]
    return step
  })
  return `M${first.join(" ")}${mark}${steps.join("")}`
}

export function textAt(x, y, text, anchor = "start", role = "") {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" class="${role}">${text}</text>`
}

// The drawing around panels; what is in it is drawn again in the size that it has on the page.
// One that has a handle is a group.
export function drawing(name, { width, height }, label, marks, role = "img") {
  const view = `viewBox="0 0 ${width} ${height}"`
  return `<svg class="picture-drawing picture-${name}" ${view} role="${role}" aria-label="${label}">${marks}</svg>`
}

// Calls `paint` when a drawing has another size on the page, with it; returns what ends that.
export function onResize(svg, paint) {
  const observer = new ResizeObserver(() => {
    const { width, height } = svg.getBoundingClientRect()
    if (!width) return
    svg.setAttribute("viewBox", `0 0 ${round(width)} ${round(height)}`)
    paint({ width, height })
  })
  observer.observe(svg)
  return () => observer.disconnect()
}

// A tenth of a pixel is as fine as the eye sees; where a run flies off, a drawing refuses the number.
export function round(pixels) {
  return Math.min(Math.max(Math.round(pixels * 10) / 10, -FARTHEST), FARTHEST)
}
