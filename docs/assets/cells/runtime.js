// The files of the runtime: downloaded once, cached by the browser, decompressed here.

import { BUNDLE } from "./bundle.js"

const SILENCE = 20_000 // milliseconds without a byte after which a download is given up
const CACHE = `python of ${new URL(".", import.meta.url)}`
const FILES = Object.entries(BUNDLE).map(([name, { address, bytes }]) => {
  return { name, bytes, url: new URL(address, import.meta.url).href }
})

// All of them, as { name: ArrayBuffer }. Reports { loaded, total }, in compressed bytes.
export async function load(onProgress = () => {}) {
  const cache = await openCache()
  const total = FILES.reduce((sum, { bytes }) => sum + bytes, 0)
  let loaded = 0
  const count = (bytes) => onProgress({ loaded: (loaded += bytes), total })
  const files = FILES.map(async ({ name, url }) => {
    const content = (await fromCache(url, cache, count)) ?? (await download(url, cache, count))
    return [name, content]
  })
  const contents = Object.fromEntries(await Promise.all(files))
  removeOld(cache)
  return contents
}

// Only secure pages have a cache, and some readers' browsers allow none.
async function openCache() {
  try {
    return await caches.open(CACHE)
  } catch {
    return null
  }
}

// Never out of date: an address has a digest of the content. A damaged file counts as missing.
async function fromCache(url, cache, count) {
  try {
    const response = await cache.match(url)
    return response && (await decompress(response, count))
  } catch {
    return undefined
  }
}

async function download(url, cache, count) {
  const abort = new AbortController()
  let timer
  const onBytes = (bytes) => {
    clearTimeout(timer)
    timer = setTimeout(() => abort.abort(), SILENCE)
    count(bytes)
  }
  onBytes(0)
  try {
    const response = await request(url, abort.signal)
    const copy = response.clone()
    const content = await decompress(response, onBytes)
    store(url, copy, cache) // only what could be decompressed
    return content
  } catch (error) {
    throw abort.signal.aborted ? new Error("the network does not answer") : error
  } finally {
    clearTimeout(timer)
  }
}

async function request(url, signal) {
  const response = await fetch(url, { signal }).catch(() => {
    throw new Error("the network does not answer")
  })
  if (response.status === 404) throw new Error("the site has changed since; reload the page")
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return response
}

async function store(url, response, cache) {
  try {
    await cache?.put(url, response)
  } catch {
    // The cache is full: the next visit downloads the file again.
  }
}

async function decompress(response, count) {
  const counter = new TransformStream({
    transform(chunk, controller) {
      count(chunk.length)
      controller.enqueue(chunk)
    },
  })
  try {
    const counted = response.body.pipeThrough(counter)
    return await contentOf(counted.pipeThrough(new DecompressionStream("gzip")))
  } catch {
    throw new Error("a file came incomplete or damaged")
  }
}

// Piece by piece: of a Response that fails Firefox complains in the console.
async function contentOf(stream) {
  const reader = stream.getReader()
  const pieces = []
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value)
  }
  return new Blob(pieces).arrayBuffer()
}

// Removes the files of an older site.
async function removeOld(cache) {
  const current = new Set(FILES.map(({ url }) => url))
  for (const { url } of (await cache?.keys()) ?? []) {
    if (!current.has(url)) cache.delete(url)
  }
}
