// The relief of a map: lines of equal loss, and shades that get darker downward.

import { element } from "../../element.js"
import { levelLines } from "./marching-squares.js"

const LEVELS = 14
export const RATIO = 2.5 // from one level to the next
const SHADES = 48 // across the map
const NODES = [24, 64] // across a map of valleys, at least and at most
const WORK = 150_000 // values of the function that such a map may take

const middle = ([low, high]) => (low + high) / 2
const length = ([low, high]) => high - low

export class Relief {
  constructor(chart) {
    this.chart = chart
    this.image = element("canvas")
  }

  // Of a loss that is a bowl, which is known everywhere when it is known at six places.
  drawBowl(loss) {
    const { chart } = this
    const bowl = new Parabola(this.inUnits(loss))
    const losses = this.grid(SHADES, (u, v) => bowl.at(u, v))
    // Where its lowest place is out of sight, from the lowest in sight.
    const { floor, isInSight } = bowl
    const least = isInSight ? floor : losses.reduce((lowest, loss) => Math.min(lowest, loss))
    const rises = losses.map((loss) => loss - least)
    const ellipse = (level) => bowl.line(level + floor, chart)
    const lines = (level) => levelLines(rises, SHADES, level, chart.width, chart.height)
    this.draw(rises, SHADES, isInSight ? ellipse : lines)
  }

  // Of the loss of a problem of two parameters, which is the same at every step.
  drawValleys(loss, floor, { count, mean, source }) {
    const { chart } = this
    const wanted = `${chart.window.x} ${chart.window.y} ${mean}`
    if (wanted !== this.drawn || source !== this.source) {
      Object.assign(this, { drawn: wanted, source })
      const [least, most] = NODES
      this.size = Math.floor(Math.min(Math.max(Math.sqrt(WORK / count), least), most))
      this.rises = this.grid(this.size, this.inUnits((x, y) => Math.max(loss(x, y) - floor, 0)))
    }
    const { rises, size } = this
    this.draw(rises, size, (level) => levelLines(rises, size, level, chart.width, chart.height))
  }

  // From -1 to 1 across the window and down.
  inUnits(loss) {
    const { x, y } = this.chart.window
    return (u, v) => loss(middle(x) + (u * length(x)) / 2, middle(y) - (v * length(y)) / 2)
  }

  // At the nodes of a grid, row by row from above.
  grid(size, value) {
    const values = new Float64Array((size + 1) ** 2)
    const node = (place) => (2 * place) / size - 1
    for (let row = 0; row <= size; row++) {
      for (let column = 0; column <= size; column++) {
        values[row * (size + 1) + column] = value(node(column), node(row))
      }
    }
    return values
  }

  draw(rises, size, lineAt) {
    const { chart } = this
    const { pen } = chart
    const top = rises.reduce((most, rise) => Math.max(most, rise), 0)
    this.shade(rises, size, top)
    pen.strokeStyle = chart.color("axis")
    pen.setLineDash([])
    pen.lineWidth = 0.8
    for (let level = 0; level < LEVELS; level++) pen.stroke(lineAt(top / RATIO ** (level + 0.5)))
  }

  shade(rises, size, top) {
    const { chart, image } = this
    const { pen } = chart
    Object.assign(image, { width: size + 1, height: size + 1 })
    const brush = image.getContext("2d")
    const dots = brush.createImageData(size + 1, size + 1)
    const color = [...chart.shade, 0]
    rises.forEach((rise, place) => {
      color[3] = 90 * Math.min(Math.log(top / Math.max(rise, 1e-300)) / Math.log(RATIO) / LEVELS, 1)
      dots.data.set(color, 4 * place)
    })
    brush.putImageData(dots, 0, 0)
    // A node is the middle of a dot.
    const half = [chart.width / size / 2, chart.height / size / 2]
    pen.drawImage(image, -half[0], -half[1], chart.width + 2 * half[0], chart.height + 2 * half[1])
  }
}

// flat + xu + yv + xxu² + xyuv + yyv².
class Parabola {
  constructor(loss) {
    const [left, right, above, below] = [loss(-1, 0), loss(1, 0), loss(0, -1), loss(0, 1)]
    this.flat = loss(0, 0)
    this.x = (right - left) / 2
    this.y = (below - above) / 2
    this.xx = (right + left) / 2 - this.flat
    this.yy = (below + above) / 2 - this.flat
    this.xy = loss(1, 1) - this.flat - this.x - this.y - this.xx - this.yy
    // The Cholesky factors of its curvature, and its lowest point in their terms.
    this.first = Math.sqrt(this.xx)
    this.mixed = this.xy / 2 / this.first
    // A direction that is flat has a long ellipse, not an endless one.
    this.second = Math.sqrt(Math.max(this.yy - this.mixed ** 2, 1e-8 * this.yy))
    this.p = -this.x / 2 / this.first
    this.q = (-this.y / 2 - this.mixed * this.p) / this.second
  }

  // Its lowest value.
  get floor() {
    return this.flat - this.p ** 2 - this.q ** 2
  }

  get isInSight() {
    const v = this.q / this.second
    const u = (this.p - this.mixed * v) / this.first
    return Math.abs(u) <= 1 && Math.abs(v) <= 1
  }

  at(u, v) {
    return this.flat + u * (this.x + this.xx * u + this.xy * v) + v * (this.y + this.yy * v)
  }

  // The ellipse on which it has a value: from a circle, by the factors.
  line(value, { width, height }) {
    const path = new Path2D()
    const { first, mixed, second, p, q } = this
    const radius = Math.sqrt(value - this.floor)
    if (!(radius > 0) || !Number.isFinite(radius / second)) return path
    for (let i = 0; i <= 120; i++) {
      const angle = (2 * Math.PI * i) / 120
      const v = (q + radius * Math.sin(angle)) / second
      const u = (p + radius * Math.cos(angle) - mixed * v) / first
      path.lineTo(((u + 1) / 2) * width, ((v + 1) / 2) * height)
    }
    return path
  }
}
