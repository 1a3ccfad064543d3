// Files of the runtime: fetched once, kept by the browser, opened here.

import { BUNDLE } from "./bundle.js"

const SILENCE = 20_000 // milliseconds without a byte after which a file is given up
const SHELF = `python of ${new URL(".", import.meta.url)}`
const FILES = Object.entries(BUNDLE).map(([name, { address, bytes }]) => {
  return { name, bytes, url: new URL(address, import.meta.url).href }
})

// All of them, as { name: ArrayBuffer }. Tells { loaded, total }, in bytes as they travel.
export async function load(progress = () => {}) {
  const shelf = await openShelf()
  const total = FILES.reduce((sum, { bytes }) => sum + bytes, 0)
  let loaded = 0
  const count = (bytes) => progress({ loaded: (loaded += bytes), total })
  const opening = FILES.map(async ({ name, url }) => {
    const content = (await kept(url, shelf, count)) ?? (await fetched(url, shelf, count))
    return [name, content]
  })
  const contents = Object.fromEntries(await Promise.all(opening))
  clear(shelf)
  return contents
}

// Only secure pages have a shelf, and some readers' browsers allow none.
async function openShelf() {
  try {
    return await caches.open(SHELF)
  } catch {
    return null
  }
}

// What is kept under a name is right for ever: the name carries a digest of the content. What does not
// open is none.
async function kept(url, shelf, count) {
  try {
    const response = await shelf.match(url)
    return response && (await opened(response, count))
  } catch {
    return undefined
  }
}

// Only what has been opened is kept.
async function fetched(url, shelf, count) {
  const giveUp = new AbortController()
  let timer
  const hear = (bytes) => {
    clearTimeout(timer)
    timer = setTimeout(() => giveUp.abort(), SILENCE)
    count(bytes)
  }
  hear(0)
  try {
    const response = await answer(url, giveUp.signal)
    const copy = response.clone()
    const content = await opened(response, hear)
    keep(url, copy, shelf)
    return content
  } catch (error) {
    throw giveUp.signal.aborted ? new Error("the network does not answer") : error
  } finally {
    clearTimeout(timer)
  }
}

async function answer(url, signal) {
  const response = await fetch(url, { signal }).catch(() => {
    throw new Error("the network does not answer")
  })
  if (response.status === 404) throw new Error("a file of it is no longer here; reload the page")
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return response
}

// A shelf that is full keeps nothing: the next visit fetches again.
async function keep(url, copy, shelf) {
  try {
    await shelf?.put(url, copy)
  } catch {
    // see above
  }
}

async function opened(response, count) {
  if (!response.body) throw new Error("the answer is empty")
  const counter = new TransformStream({
    transform(chunk, onward) {
      count(chunk.length)
      onward.enqueue(chunk)
    },
  })
  const stream = response.body.pipeThrough(counter).pipeThrough(new DecompressionStream("gzip"))
  return new Response(stream).arrayBuffer()
}

// Files of an older site.
async function clear(shelf) {
  const current = new Set(FILES.map(({ url }) => url))
  for (const { url } of (await shelf?.keys()) ?? []) {
    if (!current.has(url)) shelf.delete(url)
  }
}
