// plotly.js, from this site, once a visit and only when a figure wants it.

export const CONFIG = {
  displayModeBar: false, // the page has buttons of its own
  showSendToCloud: false, // plotly.js 4 offers to upload the figure to its vendor
}

let library // a promise of it

export function loadPlotly() {
  library ??= new Promise((resolve, reject) => {
    keepStyle()
    const script = document.createElement("script")
    script.src = new URL("plotly.min.js", import.meta.url)
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => {
      library = undefined // the next figure tries again
      reject(new Error("plotly.min.js did not load"))
    }
    document.head.append(script)
  })
  return library
}

// Plotly writes its style into an element of this name. It makes one in the head, which instant
// navigation clears.
function keepStyle() {
  const id = "plotly.js-style-global"
  if (document.getElementById(id)) return
  document.body.append(Object.assign(document.createElement("style"), { id }))
}
