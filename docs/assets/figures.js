// Draws the figures of a page when they come near; one with a poster when the reader touches it.

import { adaptAxes, hasYName } from "./axes.js"
import { connect } from "./controls.js"
import { lineNames } from "./line-names.js"
import { template, withColors } from "./palette.js"
import { CONFIG, loadPlotly, loadPlotlyNow, purge, readNow, resize } from "./plotly.js"

const IMMEDIATE = {
  mode: "immediate",
  transition: { duration: 0 },
  frame: { duration: 0, redraw: false },
}

const EMPTY_TITLE = 60 // pixels that plotly express leaves for a title, which no figure here has
const ABOVE = { nothing: 16, name: 28, legend: 40, legendAndName: 60 } // pixels above the axes

async function loadSpec(figure) {
  const response = await fetch(figure.dataset.src)
  if (!response.ok) throw new Error(`${figure.dataset.src}: ${response.status}`)
  return response.json()
}

// One figure on the page, until the reader leaves it.
class Figure {
  // Without a specification it is fetched.
  constructor(element, spec) {
    this.element = element
    this.spec = spec
    this.area = element.querySelector(".plot-area")
  }

  // Draws once; later calls get the same promise.
  draw() {
    return (this.drawing ??= this.start().catch((error) => this.fail(error)))
  }

  async start() {
    const [Plotly, spec] = await Promise.all([loadPlotly(), this.spec ?? loadSpec(this.element)])
    // The reader may have moved on, or printed the page.
    if (this.area.isConnected && !this.Plotly) this.begin(Plotly, spec)
  }

  begin(Plotly, spec) {
    Object.assign(this, { Plotly, ...spec })
    this.area.replaceChildren()
    this.paint()
    this.element.classList.add("plot-drawn")
    // The area can change its size when the window does not: full screen, a drawer.
    this.resizing = new ResizeObserver(() => resize(this.area))
    this.resizing.observe(this.area)
  }

  // Draws before the printer begins; without the site, the data stands in for the figure.
  print() {
    try {
      if (this.Plotly) this.paint()
      else this.begin(loadPlotlyNow(), this.spec ?? JSON.parse(readNow(this.element.dataset.src)))
      this.drawing ??= Promise.resolve()
      this.scale(true)
    } catch {
      this.element.querySelector(".plot-data")?.setAttribute("open", "")
    }
  }

  // Paper may be narrower than the screen: there the drawing shrinks as a whole.
  scale(isOnPaper) {
    for (const svg of this.area.querySelectorAll(".main-svg")) {
      if (isOnPaper) svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`)
      else svg.removeAttribute("viewBox")
    }
  }

  fail(error) {
    this.drawing = undefined
    this.area.textContent = `This figure could not be drawn (${error.message}). Reload the page to try again.`
  }

  paint() {
    this.stale = false
    return this.Plotly.react(this.area, withColors(this.data), this.adaptedLayout(), CONFIG)
  }

  // The traces alone, in half the time: site.css colors the text and the axes.
  recolor() {
    return this.Plotly.react(this.area, withColors(this.data), this.area.layout, CONFIG)
  }

  visible() {
    const { top, bottom } = this.area.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  }

  // The page decides the size: the area already has the figure's own.
  adaptedLayout() {
    const { width, height, ...rest } = structuredClone(this.layout) // plotly writes into it
    const dragmode = matchMedia("(pointer: coarse)").matches ? false : "zoom" // a finger scrolls
    if (rest.legend) rest.legend.title = { text: "" } // plotly express names there what the names say
    adaptAxes(rest, this.data)
    const own = { ...rest, ...this.names(rest), autosize: true, template: template() }
    return { dragmode, uirevision: "constant", ...own }
  }

  // A legend, or the names of lines at their ends where nothing moves these.
  names({ annotations, margin: { t, ...sides } = {}, legend, ...layout }) {
    const top = t === EMPTY_TITLE ? undefined : t
    const isNamed = hasYName({ annotations })
    const names = this.controls?.length ? undefined : lineNames(withColors(this.data), layout, this.area)
    const entries = this.data.filter(({ name, showlegend }) => name && showlegend !== false)
    const fewest = layout.showlegend ? 1 : 2 // entries: one says nothing where nobody asks for it
    const showlegend = layout.showlegend !== false && !names && entries.length >= fewest
    const above = showlegend ? (isNamed ? "legendAndName" : "legend") : isNamed ? "name" : "nothing"
    return {
      annotations: [...annotations, ...(names?.annotations ?? [])],
      legend: isNamed ? { y: this.aboveNames(), ...legend } : legend,
      margin: { t: top ?? ABOVE[above], ...sides, ...names?.margin },
      showlegend,
    }
  }

  // Where a legend stands over the name of the axis below it, in heights of the axes.
  aboveNames() {
    const { legendAndName, legend } = ABOVE
    return 1 + (legendAndName - legend) / Math.max(this.area.clientHeight - 2 * legendAndName, 1)
  }

  // Applies one step of a control: shows a frame, or calls one of plotly's functions.
  async apply({ frame, method, args }) {
    if (frame !== undefined) return this.show(this.frames.find(({ name }) => name === frame))
    if (method === "skip") return
    await this.Plotly[method](this.area, ...args)
    this.data = this.area.data
    const { template: _, ...layout } = this.area.layout
    this.layout = layout
  }

  show({ data, traces, layout }) {
    const indices = traces ?? data.map((_, index) => index)
    this.data = [...this.data]
    indices.forEach((trace, index) => {
      this.data[trace] = { ...this.data[trace], ...data[index] }
    })
    if (layout) this.layout = { ...this.layout, ...layout }
    if (layout || indices.some((trace) => this.data[trace].type !== "scatter")) return this.paint()
    // Draws these traces alone, in a third of the time; rejects without an error if the next frame comes
    // first. Lines of equal loss are drawn as well: plotly would take them away.
    const still = this.data.flatMap(({ type }, index) => (type === "contour" ? [index] : []))
    for (const index of still) this.area._fullData[index]._module.animatable = true
    const frame = { data: [...data, ...still.map(() => ({}))], traces: [...indices, ...still] }
    return this.Plotly.animate(this.area, frame, IMMEDIATE).catch((error) => {
      if (error) throw error
    })
  }

  purge() {
    this.leave?.()
    this.resizing?.disconnect()
    if (this.Plotly) purge(this.area)
  }
}

const figures = new Map() // element -> Figure

// A figure is drawn when it is in sight; once the reader scrolls, when it comes near.
let nearby = observer("0px")

function observer(rootMargin) {
  const result = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue
        result.unobserve(target)
        figures.get(target)?.draw()
      }
    },
    { rootMargin },
  )
  return result
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

let nextFrame // in which the next figure follows the palette

// Visible figures follow at once, the others later, one a frame; the next switch begins anew.
function repaint() {
  for (const figure of figures.values()) {
    if (!figure.Plotly) continue
    if (figure.visible()) figure.recolor()
    figure.stale = true
  }
  cancelAnimationFrame(nextFrame)
  nextFrame = requestAnimationFrame(repaintStale)
}

function repaintStale() {
  nextFrame = requestAnimationFrame(() => {
    const figure = [...figures.values()].find(({ stale }) => stale)
    if (!figure) return
    figure.paint()
    repaintStale()
  })
}

// Draws a figure that a live cell has made; returns a function to call when it goes.
export function show(element, spec) {
  const figure = new Figure(element, spec)
  figures.set(element, figure)
  figure.draw()
  return () => forget(element, figure)
}

function forget(element, figure) {
  figure.purge()
  figures.delete(element)
}

function arrive() {
  for (const [element, figure] of figures) {
    if (!element.isConnected) forget(element, figure)
  }
  for (const element of document.querySelectorAll("figure.plot")) {
    if (figures.has(element)) continue
    const figure = new Figure(element)
    figures.set(element, figure)
    figure.leave = connect(figure)
    watch(element)
  }
}

// Emits on the first page and after each instant navigation.
window.document$.subscribe(arrive)

new MutationObserver(repaint).observe(document.body, {
  attributeFilter: ["data-md-color-scheme"],
})

window.addEventListener("beforeprint", () => {
  for (const figure of figures.values()) figure.print()
})

window.addEventListener("afterprint", () => {
  for (const figure of figures.values()) figure.scale(false)
})
