// What Material's blocks of code lack for a screen reader: their copy buttons are wrapped in
// landmarks, all alike, and the marks of notes on lines have no name.

function mend(part) {
  for (const nav of part.querySelectorAll("nav.md-code__nav")) {
    nav.setAttribute("role", "presentation")
  }
  for (const mark of part.querySelectorAll("[data-md-annotation-id]")) {
    mark.parentElement.setAttribute("aria-label", `Note ${mark.dataset.mdAnnotationId}`)
  }
}

new MutationObserver((changes) => {
  for (const part of new Set(changes.map(({ target }) => target))) mend(part)
}).observe(document.body, { childList: true, subtree: true })
mend(document.body)
