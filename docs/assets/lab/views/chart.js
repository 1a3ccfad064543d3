// A chart: plotly draws the axes, a canvas above them the marks. Marks change with every step and
// every touch, and a canvas draws them in a tenth of the time. A window that no longer suits is
// changed in its own time, see `refit`; until then marks are drawn in the window that stands.

import { element } from "../../element.js"
import { colors, template } from "../../palette.js"
import { loadPlotly } from "../../plotly.js"

const MARGIN = { l: 56, r: 12, t: 8, b: 40 }
const FAR = 1000 // times the size of the chart
const CONFIG = { staticPlot: true, displayModeBar: false, showSendToCloud: false }

const scaled = (value, log) => (log ? Math.log10(value) : value)

export class Chart {
  // `axes` is {x, y}, each {title, log, grid}; `window` {x: [low, high], y: [low, high]}, in units of
  // the axis, on a logarithmic one powers of ten.
  constructor({ axes, window }) {
    Object.assign(this, { axes, window, wanted: window, wantedAxes: axes })
    this.frame = element("div")
    this.canvas = element("canvas", { ariaHidden: "true" })
    this.plot = element("div", { className: "lab-plot", role: "img" }, this.frame, this.canvas)
    this.caption = element("figcaption")
    this.element = element("figure", { className: "lab-view" }, this.plot, this.caption)
    this.recolor()
  }

  // The title, and the one thing to see.
  explain(title, caption) {
    if (this.explained === title + caption) return
    this.explained = title + caption
    this.caption.replaceChildren(element("strong", {}, title), ` ${caption}`)
  }

  // Draws the axes for the first time, once the chart is in the page.
  async start() {
    this.measure()
    this.Plotly = await loadPlotly()
    if (!this.frame.isConnected) return
    await this.Plotly.newPlot(this.frame, [], this.layout(), CONFIG)
  }

  purge() {
    this.Plotly?.purge(this.frame)
  }

  layout() {
    const axis = ({ title, log, grid = true }, range) => ({
      title: { text: title, standoff: 6 },
      type: log ? "log" : "linear",
      range: [...range],
      automargin: false,
      showgrid: grid,
      exponentformat: "power",
      ...(log ? { dtick: Math.ceil((range[1] - range[0]) / 7) } : { nticks: 6 }),
    })
    return {
      template: template(),
      margin: MARGIN,
      autosize: true,
      xaxis: axis(this.axes.x, this.window.x),
      yaxis: axis(this.axes.y, this.window.y),
    }
  }

  recolor() {
    const byName = colors()
    const known = new Map()
    this.color = (role) => {
      if (!known.has(role)) known.set(role, byName(role))
      return known.get(role)
    }
    this.shade = rgb(this.color("approximation"))
    this.font = `12px ${getComputedStyle(document.body).fontFamily}`
  }

  // Follows the size of its place; true where that has changed.
  measure() {
    const { clientWidth, clientHeight } = this.plot
    const [width, height] = [clientWidth - MARGIN.l - MARGIN.r, clientHeight - MARGIN.t - MARGIN.b]
    const ratio = devicePixelRatio
    if (width === this.width && height === this.height && ratio === this.ratio) return false
    Object.assign(this, { width, height, ratio })
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio })
    Object.assign(this.canvas.style, {
      left: `${MARGIN.l}px`,
      top: `${MARGIN.t}px`,
      width: `${width}px`,
      height: `${height}px`,
    })
    return true
  }

  // Says which window and titles suit; `refit` brings them.
  want(window, axes = this.axes) {
    this.stale = JSON.stringify([window, axes]) !== JSON.stringify([this.window, this.axes])
    Object.assign(this, { wanted: window, wantedAxes: axes })
  }

  // Brings the window that is wanted.
  refit() {
    this.stale = false
    Object.assign(this, { window: this.wanted, axes: this.wantedAxes })
    this.redrawAxes()
  }

  redrawAxes() {
    this.Plotly?.react(this.frame, [], this.layout(), CONFIG)
  }

  resize() {
    if (this.measure()) this.Plotly?.Plots.resize(this.frame)
  }

  // Where a value lies, in pixels of the canvas, and what lies at a pixel.
  across(value) {
    const [low, high] = this.window.x
    return ((scaled(value, this.axes.x.log) - low) / (high - low)) * this.width
  }

  down(value) {
    const [low, high] = this.window.y
    return (1 - (scaled(value, this.axes.y.log) - low) / (high - low)) * this.height
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect()
    const { x, y } = this.window
    return [
      x[0] + ((event.clientX - box.left) / this.width) * (x[1] - x[0]),
      y[0] + (1 - (event.clientY - box.top) / this.height) * (y[1] - y[0]),
    ]
  }

  // An empty canvas to draw on.
  clear() {
    const pen = this.canvas.getContext("2d")
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    pen.clearRect(0, 0, this.width, this.height)
    pen.font = this.font
    pen.lineJoin = "round"
    this.pen = pen
    return pen
  }

  // What `draw` makes of some sources, from a picture of it while they and the chart are the same.
  pasted(sources, draw) {
    const { canvas, pen, height, ratio, width } = this
    const wanted = [...sources, this.window, this.axes, this.color, width, height, ratio]
    if (!this.pasting || wanted.some((value, place) => value !== this.pasting[place])) {
      this.pasting = wanted
      this.picture ??= element("canvas")
      Object.assign(this.picture, { width: canvas.width, height: canvas.height })
      this.pen = this.picture.getContext("2d")
      this.pen.scale(ratio, ratio)
      draw()
      this.pen = pen
    }
    pen.drawImage(this.picture, 0, 0, width, height)
  }

  // A line through points; where a value has no place on the axis it is interrupted.
  line(xs, ys, { role, dashed = false, dotted = false, thick = 2 }) {
    const { pen } = this
    pen.strokeStyle = this.color(role)
    pen.lineWidth = thick
    pen.setLineDash(dashed ? [6, 4] : dotted ? [2, 3] : [])
    pen.beginPath()
    let drawing = false
    for (let i = 0; i < xs.length; i++) {
      const [x, y] = [this.across(xs[i]), this.down(ys[i])]
      // Far outside, a canvas loses its precision.
      if (!(Math.abs(x) < FAR * this.width && Math.abs(y) < FAR * this.height)) {
        drawing = false
        continue
      }
      if (drawing) pen.lineTo(x, y)
      else pen.moveTo(x, y)
      drawing = true
    }
    pen.stroke()
  }

  dots(xs, ys, { role, radius, ring = false }) {
    const { pen } = this
    pen.beginPath()
    for (let i = 0; i < xs.length; i++) {
      const [x, y] = [this.across(xs[i]), this.down(ys[i])]
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

  cross([x, y], { role }) {
    const { pen } = this
    const [left, top] = [this.across(x), this.down(y)]
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

  // Words at a place, kept inside; on paper of their own, so that lines do not cross them.
  words(text, x, y, { role, align = "left" }) {
    const { pen } = this
    const width = pen.measureText(text).width
    const left = align === "right" ? this.across(x) - width : this.across(x)
    const inside = Math.min(Math.max(left, 2), this.width - width - 2)
    const low = Math.min(Math.max(this.down(y) - 6, 12), this.height - 4)
    pen.fillStyle = this.color("paper")
    pen.fillRect(inside - 2, low - 11, width + 4, 14)
    pen.fillStyle = this.color(role)
    pen.fillText(text, inside, low)
  }

  tell(text) {
    if (this.told !== text) this.plot.setAttribute("aria-label", (this.told = text))
  }
}

// Of #rrggbb.
function rgb(color) {
  return [1, 3, 5].map((place) => parseInt(color.slice(place, place + 2), 16))
}
