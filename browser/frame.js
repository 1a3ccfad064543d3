// The frame around Python: an origin of its own, without network, storage or access to the page.
// It keeps the files of the runtime, so that the next worker starts soon.

const SCRIPTS = ["worker.js", "loops.js", "products.js", "pyodide.mjs", "pyodide.asm.mjs"]

addEventListener("message", ({ data, ports: [port] }) => open(data, port), { once: true })

function open(files, port) {
  const runtime = prepare(files)
  let worker
  // Each message brings the port of a new worker, which replaces the one before.
  port.onmessage = async ({ ports: [toPage] }) => {
    if (worker) worker.onerror = null // errors of an ended worker mean nothing
    worker?.terminate()
    try {
      worker = startWorker(await runtime, toPage, () => port.postMessage("ended"))
    } catch {
      port.postMessage("ended")
    }
  }
}

function startWorker(runtime, toPage, onerror) {
  // A classic script: Chromium loads no module of an unnamed origin.
  const worker = new Worker(runtime.urls["worker.js"])
  worker.onerror = onerror
  worker.postMessage(runtime, [toPage])
  return worker
}

async function prepare(files) {
  const urls = SCRIPTS.map((name) => {
    const script = new Blob([files[name]], { type: "text/javascript" })
    return [name, URL.createObjectURL(script)]
  })
  return {
    urls: Object.fromEntries(urls),
    module: await WebAssembly.compile(files["pyodide.asm.wasm"]),
    stdlib: files["stdlib.zip"],
    ...JSON.parse(new TextDecoder().decode(files["runtime.json"])), // lock, sources
  }
}
