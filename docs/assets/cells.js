// Opens the live cells where a page has some; other pages do not load them. No module: where the
// page is a file, browsers run none, and this one says so.
{
  let close

  const arrive = async () => {
    close?.()
    close = undefined
    const blocks = document.querySelectorAll(".highlight.live")
    if (!blocks.length) return
    try {
      const { open } = await import("./live/page.js")
      if (blocks[0].isConnected) close = open(blocks)
    } catch {
      explain("This cell does not run: its scripts did not load. Reload the page to try again.")
    }
  }

  const explain = (text) => {
    for (const block of document.querySelectorAll(".highlight.live")) {
      const bar = document.createElement("div")
      bar.className = "live-bar"
      bar.textContent = text
      block.append(bar)
    }
  }

  const begin = () => {
    if (location.protocol === "file:") {
      explain("This cell runs where a web server shows the page; here it is a file.")
      return
    }
    // It emits on the first page and after each instant navigation.
    window.document$.subscribe(arrive)
  }

  // Material's own script has run when the document is complete.
  if (document.readyState !== "loading") begin()
  else document.addEventListener("DOMContentLoaded", begin)
}
