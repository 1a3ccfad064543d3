// Blocks of code get a button that copies them; they and tables scroll with the keyboard.

async function copy(block, button) {
  try {
    await navigator.clipboard.writeText(block.textContent)
    announce(button, "Copied")
  } catch {
    // A browser that does not let a page write: the reader copies what is selected.
    getSelection().selectAllChildren(block)
    announce(button, "Selected")
  }
}

// Says for a moment, on the button, what was done.
export function announce(button, told) {
  if (!told) return
  const name = button.textContent
  button.textContent = told
  setTimeout(() => (button.textContent = name), 1500)
}

function addButton(block) {
  if (block.closest(".no-copy, :has(> .copy)")) return
  const button = document.createElement("button")
  button.type = "button"
  button.className = "copy"
  button.textContent = "Copy"
  button.addEventListener("click", () => copy(block, button))
  block.parentElement.after(button)
}

// A block that is larger than its place scrolls with the keyboard, too. All are measured before one
// is changed: to measure after a change lays out the page again.
const sizes = new ResizeObserver((entries) => {
  const larger = entries.map(({ target }) => isLarger(target))
  entries.forEach(({ target }, place) => {
    if (larger[place]) target.tabIndex = 0
    else target.removeAttribute("tabindex")
  })
})

function isLarger({ scrollWidth, clientWidth, scrollHeight, clientHeight }) {
  return scrollWidth > clientWidth || scrollHeight > clientHeight
}

export function scrolls(block) {
  sizes.observe(block)
}

// Only blocks that come near get their button: a page may have dozens.
const nearby = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      nearby.unobserve(target)
      addButton(target)
    }
  },
  { rootMargin: "300px" },
)

function arrive() {
  nearby.disconnect()
  sizes.disconnect()
  for (const block of document.querySelectorAll(".highlight > pre > code")) {
    nearby.observe(block)
    scrolls(block)
  }
  // Material has wrapped them by now.
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) scrolls(wrap)
}

// It emits on the first page and after each instant navigation.
window.document$.subscribe(arrive)
