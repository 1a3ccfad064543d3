// Loads live cells and the lab on the pages that have them. It is not a module: browsers run none in
// a page that is opened as a file, and this script says so.
{
  const kinds = [
    { name: "This cell", selector: ".highlight.live", script: "./cells/cells.js", write: append },
    { name: "The lab", selector: ".lab", script: "./lab/page.js", write: replace },
  ]

  const arrive = async (kind) => {
    kind.close?.()
    kind.close = undefined
    const places = document.querySelectorAll(kind.selector)
    if (!places.length) return
    const module = await import(kind.script).catch(() => undefined)
    if (!places[0].isConnected) return
    if (module) kind.close = module.open(places)
    else explain(kind, "does not run: its scripts did not load. Reload the page to try again.")
  }

  const explain = ({ name, selector, write }, text) => {
    document.querySelectorAll(selector).forEach((place) => write(place, `${name} ${text}`))
  }

  function append(block, text) {
    const properties = { className: "live-bar", textContent: text }
    block.append(Object.assign(document.createElement("div"), properties))
  }

  function replace(section, text) {
    section.textContent = text
    section.hidden = false
  }

  for (const kind of kinds) {
    if (location.protocol === "file:") {
      explain(kind, "runs where a web server shows the page; here it is a file.")
    } else {
      // Emits on the first page and after each instant navigation.
      window.document$.subscribe(() => arrive(kind))
    }
  }
}
