// What the reader has passed, exercises and missions: kept in this browser under one key, for all tabs.

export const LAB = "lab/"

const KEY = "sgd-progress"
const SITE = new URL("..", import.meta.url).href
const listeners = new Set()
let memory // what a browser refuses to store, which lasts as long as the visit

// Names of one kind: "pages" by their addresses in the site, or "missions".
export function passed(kind) {
  const names = load()?.[kind]
  return new Set(Array.isArray(names) ? names : [])
}

export function setPassed(kind, names) {
  store({ ...load(), [kind]: [...names] })
}

export function forget() {
  store({})
}

// Calls a function after each change, in whichever tab; returns what ends that.
export function onChange(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

// The address of a page in the site, whatever the site's own is.
export function pageOf(address) {
  const [page] = address.split(/[?#]/)
  return page.startsWith(SITE) ? page.slice(SITE.length).replace(/index\.html$/, "") : undefined
}

export function passThisPage() {
  setPassed("pages", passed("pages").add(pageOf(location.href)))
}

function load() {
  if (memory) return memory
  try {
    return JSON.parse(localStorage.getItem(KEY))
  } catch {
    return undefined
  }
}

function store(progress) {
  try {
    localStorage.setItem(KEY, JSON.stringify(progress))
    memory = undefined
  } catch {
    memory = progress
  }
  tell()
}

function tell() {
  for (const listener of listeners) listener()
}

addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) tell()
})
