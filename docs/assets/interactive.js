// Loads the site's modules: those of every page; live cells, the lab and pictures where a page has them. It is
// no module itself: browsers load none in a page that is opened as a file, and this script says so.
{
  const kinds = [
    { id: "cells", name: "This cell", selector: ".highlight.live", script: "./cells/cells.js", write: append },
    { id: "lab", name: "The lab", selector: ".lab", script: "./lab/page.js", write: replace },
    { id: "pictures", name: "This picture", selector: ".picture", script: "./pictures/pictures.js", write: stand },
  ]

  const arrive = async (kind) => {
    kind.close?.()
    kind.close = undefined
    const places = document.querySelectorAll(kind.selector)
    if (!places.length) return
    const [needs, module] = await Promise.all([load("./browser-support.js"), load(kind.script)])
    if (!places[0].isConnected) return
    const refusal = needs?.refusal(kind.id) // which can be why a script did not load
    if (refusal) explain(kind, refusal)
    else if (module) kind.close = module.open(places, colab()?.href)
    else explain(kind, "does not run: its scripts did not load. Reload the page to try again.")
  }

  const load = (script) => import(script).catch(() => undefined)

  // Where the page's notebook opens, which runs there whatever the browser lacks.
  const colab = () => document.querySelector(".notebook-links [href^='https://colab.']")

  const explain = ({ name, selector, write }, text) => {
    document.querySelectorAll(selector).forEach((place) => write(place, `${name} ${text}`))
  }

  function append(block, text) {
    const properties = { className: "live-bar", textContent: text }
    const bar = Object.assign(document.createElement("div"), properties)
    const link = colab()?.cloneNode(true)
    if (link) bar.append(Object.assign(link, { className: "live-colab" }))
    block.append(bar)
  }

  function replace(section, text) {
    section.textContent = text
    section.hidden = false
  }

  // The picture stands still, and what would move it goes.
  function stand(figure, text) {
    figure.querySelectorAll(".picture-controls, .plot-tools").forEach((dead) => dead.remove())
    figure.querySelector("figcaption").append(` ${text}`)
  }

  function shrink(area, text) {
    area.textContent = text
    area.style.height = "auto"
  }

  // From page to page: a browser would show the folder, where a server shows the page in it.
  const leadToFiles = () => {
    for (const link of document.links) {
      if (link.protocol === "file:") link.pathname = link.pathname.replace(/\/$/, "/index.html")
    }
  }

  if (location.protocol === "file:") {
    const where = "where a web server shows the page; here it is a file."
    for (const kind of kinds) explain(kind, `runs ${where}`)
    const figure = { name: "This figure", selector: ".plot-area", write: shrink }
    explain(figure, `is drawn ${where}`)
    document.querySelectorAll(".plot-controls, .plot-tools").forEach((dead) => dead.remove())
    leadToFiles()
  } else {
    import("./code.js")
    import("./figures.js")
    import("./predict.js")
    import("./progress-ticks.js")
    import("./glossary.js")
    // Emits on the first page and after each instant navigation.
    window.document$.subscribe(() => kinds.forEach(arrive))
  }
}
