// Files of the runtime: fetched once, kept by the browser, opened here.

import { BUNDLE } from "./bundle.js"

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
    const content = opened(await found(url, shelf), count)
    content.catch(() => shelf?.delete(url)) // the next time it is fetched anew
    return [name, await content]
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

// What is kept under a name is right for ever: the name carries a digest of the content.
async function found(url, shelf) {
  const kept = await shelf?.match(url)
  if (kept) return kept
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  shelf?.put(url, response.clone()).catch(() => {}) // full: the next visit fetches again
  return response
}

function opened(response, count) {
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
