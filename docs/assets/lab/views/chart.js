// A chart: its axes as SVG, and on a canvas above them the marks, which change with every step.

import { element } from "../../element.js"
import { colors } from "../../palette.js"
import { axesMarks } from "./axes.js"

const MARGIN = { left: 54, right: 12, top: 20, bottom: 36 }
const MAX_DISTANCE = 1000 // times the size of the chart: farther outside, a canvas loses precision
const SVG = "http://www.w3.org/2000/svg"

const toAxis = (value, { log }) => (log ? Math.log10(value) : value)

export class Chart {
  // `axes` is {x, y}, each {title, log, grid, ticks}; `window` is {x: [low, high], y: [low, high]}, exponents
  // of ten on a logarithmic axis.
  constructor({ axes, window }) {
    Object.assign(this, { axes, window })
    this.drawing = document.createElementNS(SVG, "svg")
    this.drawing.setAttribute("class", "picture-drawing")
    this.canvas = element("canvas", { ariaHidden: "true" })
    Object.assign(this.canvas.style, {
      left: `${MARGIN.left}px`,
      top: `${MARGIN.top}px`,
      width: `calc(100% - ${MARGIN.left + MARGIN.right}px)`,
      height: `calc(100% - ${MARGIN.top + MARGIN.bottom}px)`,
    })
    this.plot = element("div", { className: "lab-plot", role: "img" }, this.drawing, this.canvas)
    this.caption = element("figcaption")
    this.element = element("figure", { className: "lab-view" }, this.plot, this.caption)
    this.readColors()
  }

  explain(title, caption) {
    if (this.explanation === title + caption) return
    this.explanation = title + caption
    this.caption.replaceChildren(element("strong", {}, title), ` ${caption}`)
  }

  readColors() {
    this.color = colors()
    this.shade = rgb(this.color("approximation"))
    this.font = `12px ${getComputedStyle(document.body).fontFamily}`
  }

  // Fits the drawing and the canvas to the chart, which must be in the page; returns whether its size has changed.
  resize() {
    const { clientWidth, clientHeight } = this.plot
    const [width, height] = [clientWidth - MARGIN.left - MARGIN.right, clientHeight - MARGIN.top - MARGIN.bottom]
    const ratio = devicePixelRatio
    if (width === this.width && height === this.height && ratio === this.ratio) return false
    Object.assign(this, { width, height, ratio })
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio })
    this.drawAxes()
    return true
  }

  // What is dragged must not move on its own: the window stays until it is let go.
  setWindow(window, axes = this.axes) {
    if (this.isDragged || JSON.stringify([window, axes]) === JSON.stringify([this.window, this.axes])) return
    Object.assign(this, { window, axes })
    this.drawAxes()
  }

  drawAxes() {
    const { height, width } = this
    const { left, top } = MARGIN
    const box = { left, top, right: left + width, bottom: top + height }
    this.drawing.innerHTML = axesMarks(this.axes, this.window, box)
  }

  // In pixels of the canvas.
  pixelX(value) {
    const [low, high] = this.window.x
    return ((toAxis(value, this.axes.x) - low) / (high - low)) * this.width
  }

  pixelY(value) {
    const [low, high] = this.window.y
    return (1 - (toAxis(value, this.axes.y) - low) / (high - low)) * this.height
  }

  // The values at a position in the viewport.
  valuesAt(clientX, clientY) {
    const box = this.canvas.getBoundingClientRect()
    const { x, y } = this.window
    return [
      x[0] + ((clientX - box.left) / this.width) * (x[1] - x[0]),
      y[0] + (1 - (clientY - box.top) / this.height) * (y[1] - y[0]),
    ]
  }

  clear() {
    const pen = this.canvas.getContext("2d")
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    pen.clearRect(0, 0, this.width, this.height)
    pen.font = this.font
    pen.lineJoin = "round"
    this.pen = pen
  }

  // Draws what depends on these values alone, from a picture of it while they and the chart are the
  // same.
  drawCached(values, draw) {
    const { canvas, pen, height, ratio, width } = this
    const key = [...values, this.window, this.axes, this.color, width, height, ratio]
    if (!this.pictureKey || key.some((value, index) => value !== this.pictureKey[index])) {
      this.pictureKey = key
      this.picture ??= element("canvas")
      Object.assign(this.picture, { width: canvas.width, height: canvas.height })
      this.pen = this.picture.getContext("2d")
      this.pen.scale(ratio, ratio)
      draw()
      this.pen = pen
    }
    pen.drawImage(this.picture, 0, 0, width, height)
  }

  // A line through points, interrupted where a value is not on the axis.
  line(xs, ys, { role, dashed = false, dotted = false, width }) {
    const { pen } = this
    pen.strokeStyle = this.color(role)
    pen.lineWidth = width
    pen.setLineDash(dashed ? [6, 4] : dotted ? [2, 3] : [])
    pen.beginPath()
    const [maxX, maxY] = [MAX_DISTANCE * this.width, MAX_DISTANCE * this.height]
    let isDrawing = false
    for (let i = 0; i < xs.length; i++) {
      const [x, y] = [this.pixelX(xs[i]), this.pixelY(ys[i])]
      const isOnCanvas = Math.abs(x) < maxX && Math.abs(y) < maxY
      if (isOnCanvas && isDrawing) pen.lineTo(x, y)
      else if (isOnCanvas) pen.moveTo(x, y)
      isDrawing = isOnCanvas
    }
    pen.stroke()
  }

  dots(xs, ys, { role, radius, ring = false }) {
    const { pen } = this
    pen.beginPath()
    for (let i = 0; i < xs.length; i++) {
      const [x, y] = [this.pixelX(xs[i]), this.pixelY(ys[i])]
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue
      pen.moveTo(x + radius, y)
      pen.arc(x, y, radius, 0, 2 * Math.PI)
    }
    pen.setLineDash([])
    pen.lineWidth = 2
    pen[ring ? "strokeStyle" : "fillStyle"] = this.color(role)
    if (ring) pen.stroke()
    else pen.fill()
  }

  cross(x, y, { role }) {
    const { pen } = this
    const [left, top] = [this.pixelX(x), this.pixelY(y)]
    pen.strokeStyle = this.color(role)
    pen.lineWidth = 2
    pen.setLineDash([])
    pen.beginPath()
    for (const side of [-1, 1]) {
      pen.moveTo(left - 5, top - 5 * side)
      pen.lineTo(left + 5, top + 5 * side)
    }
    pen.stroke()
  }

  // Text inside the chart, on a background that hides the lines behind it.
  text(text, x, y, { role, align = "left" }) {
    const { pen } = this
    const { width } = pen.measureText(text)
    const left = this.pixelX(x) - (align === "right" ? width : 0)
    const insideX = Math.min(Math.max(left, 2), this.width - width - 2)
    const insideY = Math.min(Math.max(this.pixelY(y) - 6, 12), this.height - 4)
    pen.fillStyle = this.color("paper")
    pen.fillRect(insideX - 2, insideY - 11, width + 4, 14)
    pen.fillStyle = this.color(role)
    pen.fillText(text, insideX, insideY)
  }

  // For screen readers.
  describe(text) {
    if (this.description === text) return
    this.description = text
    this.plot.ariaLabel = text
  }
}

// The numbers in #rrggbb.
function rgb(color) {
  return [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16))
}
