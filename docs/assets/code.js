// Blocks of code get a Copy button; wide blocks and tables can be scrolled with the keyboard.

import { copyText } from "./clipboard.js"
import { button } from "./element.js"

async function copy(block, button) {
  if (await copyText(written(block))) return announce(button, "Copied")
  getSelection().selectAllChildren(block) // for the reader to copy
  announce(button, "Not copied, but selected")
}

// What the reader would write: of a session what follows its prompts, without the answers.
function written(block) {
  if (!block.querySelector(".gp")) return block.textContent
  return block.textContent.replace(/^(?!>>> |\.\.\. ).*\n/gm, "").replace(/^.{4}/gm, "")
}

// Shows a text on the button for as long as it takes to read it.
export function announce(button, text) {
  if (!text) return
  const name = (button.dataset.name ??= button.textContent) // not what a click before has announced
  button.textContent = text
  setTimeout(() => (button.textContent = name), 1000 + 500 * text.split(" ").length)
}

function addButton(block) {
  if (block.closest(".no-copy") || block.closest(".highlight").querySelector(".copy")) return
  block.parentElement.after(button("copy", "Copy", ({ target }) => copy(block, target)))
}

// Blocks that overflow take the focus, so that arrow keys scroll them. All are measured before any
// is changed: measuring after a change would lay out the page again.
const sizes = new ResizeObserver((entries) => {
  const overflows = entries.map(({ target }) => overflow(target))
  entries.forEach(({ target }, index) => reach(target, overflows[index]))
})

function reach(block, overflows) {
  if (overflows) block.tabIndex = 0
  else block.removeAttribute("tabindex")
}

// The browser has not laid out what is out of sight; the Tab key and screen readers go there all the
// same. Only Chromium waits so, which has this callback.
function measureWhenIdle(blocks) {
  window.requestIdleCallback?.((deadline) => {
    while (blocks.length && deadline.timeRemaining() > 5) {
      const block = blocks.shift()
      reach(block, overflow(block))
    }
    if (blocks.length) measureWhenIdle(blocks)
  })
}

function overflow({ scrollWidth, clientWidth, scrollHeight, clientHeight }) {
  return scrollWidth > clientWidth || scrollHeight > clientHeight
}

export function scrollWithKeys(block) {
  sizes.observe(block)
}

// A block gets its button when it comes near: a page may have dozens.
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
  const blocks = [...document.querySelectorAll(".highlight > pre > code")]
  for (const block of blocks) nearby.observe(block)
  blocks.push(...document.querySelectorAll(".md-typeset__scrollwrap")) // of Material, around tables
  blocks.forEach(scrollWithKeys)
  measureWhenIdle(blocks)
}

// Emits on the first page and after each instant navigation.
window.document$.subscribe(arrive)
