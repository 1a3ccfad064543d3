// The contours of a map: lines of equal loss, and shades that get darker toward the minimum.

import { element } from "../../element.js"
import { levelLine } from "./marching-squares.js"
import { QuadraticSurface } from "./quadratic-surface.js"

const LEVELS = 14
const RATIO = 2.5 // from one level to the next
const SHADES = 48 // across the map
const NODES = [24, 64] // across the map of a loss that is not quadratic, at least and at most
const WORK = 150_000 // evaluations of the function for such a map

const middle = ([low, high]) => (low + high) / 2
const length = ([low, high]) => high - low

export class Contours {
  constructor(chart) {
    this.chart = chart
    this.image = element("canvas")
  }

  // Of a quadratic loss, which six values determine everywhere.
  drawQuadratic(loss) {
    const { chart } = this
    const surface = new QuadraticSurface(this.inUnits(loss))
    const losses = this.grid(SHADES, (u, v) => surface.at(u, v))
    // Relative to the minimum, or where that is outside the map to the lowest place on it.
    const { floor, hasMinimumInside } = surface
    const min = hasMinimumInside ? floor : losses.reduce((lowest, loss) => Math.min(lowest, loss))
    const rises = losses.map((loss) => loss - min)
    const ellipse = (level) => surface.levelLine(level + floor, chart)
    const line = (level) => levelLine(rises, SHADES, level, chart.width, chart.height)
    this.draw(rises, SHADES, hasMinimumInside ? ellipse : line)
  }

  // Of any other loss of two parameters.
  drawAny(loss, floor, { count }) {
    const { chart } = this
    const [min, max] = NODES
    const size = Math.floor(Math.min(Math.max(Math.sqrt(WORK / count), min), max))
    const rises = this.grid(size, this.inUnits((x, y) => Math.max(loss(x, y) - floor, 0)))
    this.draw(rises, size, (level) => levelLine(rises, size, level, chart.width, chart.height))
  }

  // As a function of coordinates from -1 to 1 across the window and down.
  inUnits(loss) {
    const { x, y } = this.chart.window
    return (u, v) => loss(middle(x) + (u * length(x)) / 2, middle(y) - (v * length(y)) / 2)
  }

  // Values at the nodes of a grid, row by row from the top.
  grid(size, f) {
    const values = new Float64Array((size + 1) ** 2)
    const coordinate = (index) => (2 * index) / size - 1
    for (let row = 0; row <= size; row++) {
      for (let column = 0; column <= size; column++) {
        values[row * (size + 1) + column] = f(coordinate(column), coordinate(row))
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
    const imagePen = image.getContext("2d")
    const pixels = imagePen.createImageData(size + 1, size + 1)
    const color = [...chart.shade, 0]
    rises.forEach((rise, index) => {
      color[3] = 90 * Math.min(Math.log(top / Math.max(rise, 1e-300)) / Math.log(RATIO) / LEVELS, 1)
      pixels.data.set(color, 4 * index)
    })
    imagePen.putImageData(pixels, 0, 0)
    // A node is the center of a pixel.
    const half = [chart.width / size / 2, chart.height / size / 2]
    pen.drawImage(image, -half[0], -half[1], chart.width + 2 * half[0], chart.height + 2 * half[1])
  }
}
