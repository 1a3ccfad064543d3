// Draws the figures of a page: plotly.js and the data come from this site, plotly once per visit,
// and only when a figure comes near. A figure with a poster waits until it is touched.

import "./paper.js" // on paper the palette is another
import { connect } from "./controls.js"
import { tellLoss } from "./loss.js"
import { painted, template } from "./palette.js"
import { CONFIG, loadPlotly } from "./library.js"

const AT_ONCE = {
  mode: "immediate",
  transition: { duration: 0 },
  frame: { duration: 0, redraw: false },
}

async function loadSpec(figure) {
  const response = await fetch(figure.dataset.src)
  if (!response.ok) throw new Error(`${figure.dataset.src}: ${response.status}`)
  return response.json()
}

// One figure on the page, from when it is first wanted until the reader leaves the page.
class Figure {
  constructor(element) {
    this.element = element
    this.area = element.querySelector(".plot-area")
    const loss = element.querySelector(".plot-loss")
    if (loss) this.tell = tellLoss(loss)
  }

  // Draws once; whoever asks again gets the same promise.
  draw() {
    return (this.drawing ??= this.start().catch((error) => this.fail(error)))
  }

  async start() {
    const [Plotly, spec] = await Promise.all([loadPlotly(), loadSpec(this.element)])
    if (!this.area.isConnected) return // the reader has moved on
    Object.assign(this, { Plotly, ...spec })
    this.area.replaceChildren()
    this.paint()
    this.element.classList.add("plot-drawn")
    // The area also changes its size where the window does not: full screen, a drawer.
    this.resizing = new ResizeObserver(() => Plotly.Plots.resize(this.area))
    this.resizing.observe(this.area)
  }

  fail(error) {
    this.drawing = undefined
    this.area.textContent = `This figure could not be drawn (${error.message}). Reload the page to try again.`
  }

  paint() {
    this.stale = false
    return this.Plotly.react(this.area, painted(this.data), this.fitted(), CONFIG)
  }

  // The traces alone, in half the time: site.css has the colors of letters and lines of the axes.
  recolor() {
    return this.Plotly.react(this.area, painted(this.data), this.area.layout, CONFIG)
  }

  visible() {
    const { top, bottom } = this.area.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  }

  // The page decides the size; the figure's own is what its area has.
  fitted() {
    const { width, height, ...rest } = structuredClone(this.layout) // plotly writes into it
    const dragmode = matchMedia("(pointer: coarse)").matches ? false : "zoom" // a finger scrolls
    return { dragmode, uirevision: "kept", ...rest, autosize: true, template: template() }
  }

  // Does one step of a control: shows a frame, or calls one of plotly's functions.
  async apply({ frame, method, args }) {
    if (frame !== undefined) return this.show(this.frames.find(({ name }) => name === frame))
    if (method === "skip") return
    await this.Plotly[method](this.area, ...args)
    this.data = this.area.data
    this.tell?.(this.data)
    const { template: _, ...layout } = this.area.layout
    this.layout = layout
  }

  show({ data, traces, layout }) {
    const places = traces ?? data.map((_, place) => place)
    this.data = [...this.data]
    places.forEach((place, index) => {
      this.data[place] = { ...this.data[place], ...data[index] }
    })
    if (layout) this.layout = { ...this.layout, ...layout }
    if (layout || places.some((place) => this.data[place].type !== "scatter")) return this.paint()
    // Draws these traces alone, in a third of the time; rejects with nothing if the next frame overtakes it.
    return this.Plotly.animate(this.area, { data, traces: places }, AT_ONCE).catch((error) => {
      if (error) throw error
    })
  }

  purge() {
    this.leave?.()
    this.resizing?.disconnect()
    if (this.Plotly) this.Plotly.purge(this.area)
  }
}

const figures = new Map() // element -> Figure

// A figure is drawn when it is in sight, and once the reader has begun to scroll, when it comes near.
let nearby = observer("0px")

function observer(rootMargin) {
  const found = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue
        found.unobserve(target)
        figures.get(target)?.draw()
      }
    },
    { rootMargin },
  )
  return found
}

function watch(element) {
  if (!element.classList.contains("plot-poster")) nearby.observe(element)
}

window.addEventListener("scroll", lookAhead, { once: true, passive: true })

function lookAhead() {
  nearby.disconnect()
  nearby = observer("600px")
  for (const element of figures.keys()) watch(element)
}

// What the reader sees follows the palette at once; all that plotly keeps later, one figure a frame.
function repaint() {
  for (const figure of figures.values()) {
    if (!figure.Plotly) continue
    if (figure.visible()) figure.recolor()
    figure.stale = true
  }
  requestAnimationFrame(repaintStale)
}

function repaintStale() {
  requestAnimationFrame(() => {
    const figure = [...figures.values()].find(({ stale }) => stale)
    if (!figure) return
    figure.paint()
    repaintStale()
  })
}

function arrive() {
  for (const [element, figure] of figures) {
    if (element.isConnected) continue
    figure.purge()
    figures.delete(element)
  }
  for (const element of document.querySelectorAll("figure.plot")) {
    if (figures.has(element)) continue
    const figure = new Figure(element)
    figures.set(element, figure)
    figure.leave = connect(figure)
    watch(element)
  }
}

// It emits on the first page and after each instant navigation.
window.document$.subscribe(arrive)

new MutationObserver(repaint).observe(document.body, {
  attributeFilter: ["data-md-color-scheme"],
})

// On paper a figure that was not drawn shows its data. The sheet does not wait for the others.
window.addEventListener("beforeprint", () => {
  for (const [element, figure] of figures) {
    if (figure.Plotly) figure.paint()
    else element.querySelector(".plot-data").open = true
  }
})
