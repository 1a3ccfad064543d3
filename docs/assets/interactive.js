// Opens what runs in a page, live cells and the lab; other pages do not load them. No module: where
// the page is a file, browsers run none, and this one says so.
{
  const kinds = [
    { name: "This cell", selector: ".highlight.live", script: "./cells/page.js", explain: append },
    { name: "The lab", selector: ".lab", script: "./lab/laboratory.js", explain: replace },
  ]

  const arrive = async (kind) => {
    kind.close?.()
    kind.close = undefined
    const places = document.querySelectorAll(kind.selector)
    if (!places.length) return
    const loaded = await import(kind.script).catch(() => undefined)
    if (!places[0].isConnected) return
    if (loaded) kind.close = loaded.open(places)
    else tell(kind, "does not run: its scripts did not load. Reload the page to try again.")
  }

  const tell = ({ name, selector, explain }, text) => {
    document.querySelectorAll(selector).forEach((place) => explain(place, `${name} ${text}`))
  }

  function append(block, text) {
    const bar = document.createElement("div")
    bar.className = "live-bar"
    bar.textContent = text
    block.append(bar)
  }

  function replace(section, text) {
    section.textContent = text
    section.hidden = false
  }

  for (const kind of kinds) {
    if (location.protocol === "file:") {
      tell(kind, "runs where a web server shows the page; here it is a file.")
    } else {
      // It emits on the first page and after each instant navigation.
      window.document$.subscribe(() => arrive(kind))
    }
  }
}
