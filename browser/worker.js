// One worker: starts Python and runs one program after another. It fetches nothing: the frame hands
// it every byte, and the frame's policy holds here, too.

const NOWHERE = "https://nowhere.invalid/" // Pyodide appends names of files to it
const MEMORY = 512 * 1024 * 1024
const HOME = "/lib/cells" // where Python finds the packages
const PAGE = 65536 // bytes; WebAssembly counts memory in pages

addEventListener("message", start, { once: true })

async function start({ data: runtime, ports: [port] }) {
  // Bound before any cell runs, so that none can replace it.
  const post = port.postMessage.bind(port)
  console.error = console.warn = () => {} // the page shows the errors
  const reportCrash = (error) => post({ crashed: String(error) })
  try {
    const python = await startPython(runtime)
    const session = openSession(python, runtime.sources)
    port.onmessage = ({ data }) => {
      try {
        const result = session.run(JSON.stringify(data), (text) => post({ text }))
        post({ result: JSON.parse(result) })
        if (python._module.HEAPU8.length > MEMORY / 2) throw new Error("memory is never given back")
        session.refresh()
        post({ ready: true })
      } catch (error) {
        reportCrash(error) // of Python itself, not of the reader's code
      }
    }
    post({ ready: true })
  } catch (error) {
    reportCrash(error)
  }
}

async function startPython({ urls, module, stdlib, lock }) {
  self.importScripts = undefined // Pyodide would try it, and the policy would complain
  const { loadPyodide } = await import(urls["pyodide.mjs"])
  const { default: createPyodideModule } = await import(urls["pyodide.asm.mjs"])
  const { loops } = await import(urls["loops.js"])
  const { products } = await import(urls["products.js"])
  limitMemory()
  supply(module, stdlib)
  const python = await loadPyodide({
    indexURL: NOWHERE,
    lockFileContents: lock,
    createPyodideModule,
    jsglobals: {}, // what `import js` would give
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
  })
  delete self.fetch
  python.registerJsModule("_loops", Object.freeze({ ...loops(python), product: products(python) }))
  return python
}

// Pyodide would fetch the library and compile the module; both are here already.
function supply(module, stdlib) {
  self.fetch = async () => new Response(stdlib)
  const { instantiate } = WebAssembly
  WebAssembly.instantiateStreaming = async (_, imports) => {
    return { module, instance: await instantiate(module, imports) }
  }
}

// Beyond the limit Python raises MemoryError, and the page survives.
function limitMemory() {
  const { grow } = WebAssembly.Memory.prototype
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * PAGE > MEMORY) throw new RangeError("too much memory")
    return grow.call(this, pages)
  }
}

function openSession(python, sources) {
  for (const [name, text] of Object.entries(sources)) {
    const path = `${HOME}/${name}`
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")))
    python.FS.writeFile(path, text)
  }
  python.pyimport("sys").path.append(HOME)
  return python.pyimport("session").Session()
}
