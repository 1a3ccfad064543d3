// Opens the laboratory where a page has one; other pages do not load it.

let close

async function arrive() {
  close?.()
  close = undefined
  const element = document.querySelector(".lab")
  if (!element) return
  const { open } = await import("./lab/laboratory.js")
  if (element.isConnected) close = open(element)
}

// Material's own script has run when the document is complete.
if (document.readyState === "loading") {
  await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve))
}
// It emits on the first page and after each instant navigation.
window.document$.subscribe(arrive)
