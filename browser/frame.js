// The frame around Python: an origin of its own, without network, storage or anybody's page.
// It keeps what a worker needs, so that another one starts soon.

const SCRIPTS = ["worker.js", "loops.js", "pyodide.mjs", "pyodide.asm.mjs"]

addEventListener("message", ({ data, ports: [port] }) => open(data, port), { once: true })

function open(files, port) {
  const kit = kitOf(files)
  let worker
  // Each message brings the port of a new worker; the one before ends.
  port.onmessage = async ({ ports: [talk] }) => {
    if (worker) worker.onerror = null // what it says of its end is no news
    worker?.terminate()
    try {
      worker = begun(await kit, talk, () => port.postMessage("ended"))
    } catch {
      port.postMessage("ended")
    }
  }
}

function begun(kit, talk, onerror) {
  const worker = new Worker(kit.urls["worker.js"]) // Chromium loads no module of an unnamed origin
  worker.onerror = onerror
  worker.postMessage(kit, [talk])
  return worker
}

async function kitOf(files) {
  const addresses = SCRIPTS.map((name) => {
    const script = new Blob([files[name]], { type: "text/javascript" })
    return [name, URL.createObjectURL(script)]
  })
  return {
    urls: Object.fromEntries(addresses),
    module: await WebAssembly.compile(files["pyodide.asm.wasm"]),
    stdlib: files["stdlib.zip"],
    ...JSON.parse(new TextDecoder().decode(files["kit.json"])), // lock, sources
  }
}
