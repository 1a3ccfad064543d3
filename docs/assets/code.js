// What Material's blocks of code lack for a screen reader: their copy buttons are wrapped in
// landmarks, all alike, and the marks of notes on lines have no name.

function mend(node) {
  if (node.matches("nav.md-code__nav")) node.setAttribute("role", "presentation")
  for (const mark of node.querySelectorAll("[data-md-annotation-id]")) {
    mark.parentElement.setAttribute("aria-label", `Note ${mark.dataset.mdAnnotationId}`)
  }
}

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node instanceof Element) mend(node)
  }
}).observe(document.body, { childList: true, subtree: true })
