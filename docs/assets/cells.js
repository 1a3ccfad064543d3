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
      blocks.forEach(explain)
    }
  }

  const explain = (block) => {
    const bar = document.createElement("div")
    bar.className = "live-bar"
    bar.textContent =
      location.protocol === "file:"
        ? "This cell runs where a web server shows the page; here it is a file."
        : "This cell does not run: its scripts did not load. Reload the page to try again."
    block.append(bar)
  }

  // Material's own script has run by then; it emits on the first page and after each navigation.
  const begin = () => window.document$.subscribe(arrive)
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin)
  else begin()
}
