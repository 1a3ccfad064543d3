// Loads plotly.js from this site, once a visit, when a figure needs it; and lets go of what it has drawn.

import { element } from "./element.js"

export const CONFIG = {
  displayModeBar: false, // the page has buttons of its own
  showSendToCloud: false, // plotly.js 4 offers to upload the figure to its vendor
}

let plotly // a promise of it

export function loadPlotly() {
  plotly ??= new Promise((resolve, reject) => {
    keepStyle()
    const script = element("script", {
      src: new URL("plotly.min.js", import.meta.url),
      onload: () => resolve(window.Plotly),
      onerror: () => {
        plotly = undefined // the next figure tries again
        reject(new Error("plotly.min.js did not load"))
      },
    })
    document.head.append(script)
  })
  return plotly
}

// The same at once, for a printer, which does not wait.
export function loadPlotlyNow() {
  if (!window.Plotly) {
    keepStyle()
    const source = readNow(new URL("plotly.min.js", import.meta.url))
    document.head.append(element("script", { textContent: source }))
  }
  return window.Plotly
}

// What an address has; nothing else happens in the meantime.
export function readNow(address) {
  const request = new XMLHttpRequest()
  request.open("GET", address, false)
  request.send()
  if (request.status !== 200) throw new Error(`${address}: ${request.status}`)
  return request.responseText
}

const resizing = new WeakMap() // area -> a promise

// Follows the size of an area.
export function resize(area) {
  if (area.clientWidth) resizing.set(area, window.Plotly.Plots.resize(area))
}

// Lets go of an area, but not while plotly draws it anew: it would call what is no longer there.
export async function purge(area) {
  await resizing.get(area)
  window.Plotly.purge(area)
}

// Plotly writes its style into the element with this id, and would make one in the head, which
// instant navigation clears.
function keepStyle() {
  const id = "plotly.js-style-global"
  if (document.getElementById(id)) return
  document.body.append(element("style", { id }))
}
