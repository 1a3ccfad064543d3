// Ticks on the links to pages that are passed, in the navigation and on the home page, and how far the lab's
// missions are; the way on from a page that is passed; and a button that forgets all of it.

import { button, element } from "./element.js"
import { LAB, forget, onChange, pageOf, passed } from "./progress.js"

const LINKS = ".md-nav--primary a.md-nav__link:not(.md-nav--secondary a)"
const THIS_PAGE = ".md-nav--primary label.md-nav__link--active" // in the drawer of a phone, no link
const PLACES = "[data-page]" // of the home page: a link, or something with a link in it

export function nextPage() {
  const links = [...document.querySelectorAll(LINKS)]
  const here = links.findIndex((link) => pageOf(link.href) === pageOf(location.href))
  const next = here < 0 ? undefined : links[here + 1]
  const title = next?.querySelector(".md-ellipsis").textContent.trim()
  const way = next ? [" Next: ", element("a", { href: next.href }, title)] : []
  return element("p", { className: "next-page" }, "Passed.", ...way)
}

function showTicks() {
  const pages = passed("pages")
  for (const old of document.querySelectorAll(".tick")) old.remove()
  for (const { page, place } of places()) {
    if (pages.has(page)) place.prepend(tick()) // at the end a link has its icon
  }
  showMissions()
  showNote()
}

// How many missions are done, until all are and a tick says so.
async function showMissions() {
  const missions = passed("missions").size ? (await import("./lab/missions.js")).MISSIONS : []
  for (const old of document.querySelectorAll(".missions-done")) old.remove()
  const done = missions.filter(({ name }) => passed("missions").has(name)).length
  if (!done || done === missions.length) return
  for (const { page, place } of places()) {
    if (page === LAB) place.append(share(done, missions.length))
  }
}

function share(done, all) {
  const words = element("span", { className: "live-spoken" }, " missions done")
  return element("span", { className: "missions-done" }, `${done} of ${all}`, words)
}

function places() {
  const found = document.querySelectorAll(`${LINKS}, ${THIS_PAGE}, ${PLACES}`)
  return Array.from(found, (place) => ({ page: pageOf(addressOf(place)), place }))
}

function addressOf(place) {
  if (place.matches("label")) return location.href
  return (place.matches("a") ? place : place.querySelector("a"))?.href ?? ""
}

function tick() {
  const sign = element("span", { ariaHidden: "true" }, "✓")
  const words = element("span", { className: "live-spoken" }, " passed")
  return element("span", { className: "tick" }, sign, words)
}

// Where the ticks are: how many there are, and the button.
function showNote() {
  for (const old of document.querySelectorAll(".progress-note")) old.remove()
  const counts = [count("pages", "page", "passed"), count("missions", "mission", "done")].filter(Boolean)
  if (!counts.length) return
  const text = `${counts.join(", ")}. This browser remembers. `
  document.querySelector(".md-nav--primary")?.append(note(text))
  const place = document.querySelector(PLACES)
  const map = place?.closest("nav") ?? place?.parentElement
  map?.after(note(text))
}

function count(kind, name, what) {
  const { size } = passed(kind)
  return size && `${size} ${name}${size === 1 ? "" : "s"} ${what}`
}

function note(text) {
  return element("p", { className: "progress-note" }, text, button("progress-forget", "Forget", forget))
}

onChange(showTicks)
// Emits on the first page and after each instant navigation.
window.document$.subscribe(showTicks)
