// What a term of the glossary means, below the word: for a pointer, the Tab key and a finger. A page
// without scripts has the title of the word instead.

import { element } from "./element.js"

const EDGE = 8 // pixels between the meaning and the window's edge

let shown // the term whose meaning shows
const box = element("div", { className: "term-meaning", hidden: true })
box.ariaHidden = "true" // a screen reader has it with the word

function arrive() {
  document.body.append(box)
  hide()
  for (const term of document.querySelectorAll("abbr[tabindex][title]")) equip(term)
}

function equip(term) {
  term.setAttribute("aria-description", term.title)
  term.removeAttribute("title") // the browser would show it, too
  for (const event of ["pointerenter", "focus", "click"]) term.addEventListener(event, () => show(term))
  term.addEventListener("blur", hide)
  term.addEventListener("pointerleave", leave)
}

function show(term) {
  shown = term
  box.textContent = term.getAttribute("aria-description")
  box.hidden = false
  place(term.getClientRects()[0])
}

// Below the word's first line, or above it where there is no room.
function place({ left, top, bottom }) {
  const { width, height } = box.getBoundingClientRect()
  const x = Math.max(EDGE, Math.min(left, document.documentElement.clientWidth - width - EDGE))
  const y = bottom + height + EDGE < innerHeight ? bottom : top - height
  box.style.left = `${x + scrollX}px`
  box.style.top = `${y + scrollY}px`
}

function hide() {
  shown = undefined
  box.hidden = true
}

// Not while the pointer is on the meaning, or the word has the focus.
function leave({ relatedTarget }) {
  if (relatedTarget !== box && shown !== document.activeElement) hide()
}

box.addEventListener("pointerleave", leave)

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") hide()
})

// Emits on the first page and after each instant navigation.
window.document$.subscribe(arrive)
