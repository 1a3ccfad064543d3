// One worker: starts Python and runs one program after the other. It asks for nothing: the frame
// hands over every byte, and the frame's policy holds here, too.

const NOWHERE = "https://nowhere.invalid/" // Pyodide puts names of files after it
const MEMORY = 512 * 1024 * 1024
const HOME = "/lib/cells" // where Python finds the packages
const PAGE = 65536 // bytes; WebAssembly counts memory in pages

addEventListener("message", start, { once: true })

async function start({ data: kit, ports: [port] }) {
  // Taken before any cell runs, so that none can put something else in its place.
  const post = port.postMessage.bind(port)
  console.error = console.warn = () => {} // the page is told
  const crashed = (error) => post({ crashed: String(error) })
  try {
    const python = await started(kit)
    const session = sessionOf(python, kit.sources)
    port.onmessage = ({ data }) => {
      try {
        const result = session.run(JSON.stringify(data), (text) => post({ text }))
        post({ result: JSON.parse(result) })
        if (python._module.HEAPU8.length > MEMORY / 2) throw new Error("memory is never given back")
        session.refresh()
        post({ ready: true })
      } catch (error) {
        crashed(error) // not the reader's code, but Python itself
      }
    }
    post({ ready: true })
  } catch (error) {
    crashed(error)
  }
}

async function started({ urls, module, stdlib, lock }) {
  self.importScripts = undefined // Pyodide tries it, and the policy would complain
  const { loadPyodide } = await import(urls["pyodide.mjs"])
  const { default: createPyodideModule } = await import(urls["pyodide.asm.mjs"])
  const { loops } = await import(urls["loops.js"])
  limitMemory()
  handOver(module, stdlib)
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
  python.registerJsModule("_loops", Object.freeze(loops(python)))
  return python
}

// Pyodide fetches and compiles. Here, both are done.
function handOver(module, stdlib) {
  self.fetch = async () => new Response(stdlib)
  const { instantiate } = WebAssembly
  WebAssembly.instantiateStreaming = async (_, imports) => {
    return { module, instance: await instantiate(module, imports) }
  }
}

// Beyond it Python raises MemoryError, and the page lives.
function limitMemory() {
  const { grow } = WebAssembly.Memory.prototype
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * PAGE > MEMORY) throw new RangeError("too much memory")
    return grow.call(this, pages)
  }
}

function sessionOf(python, sources) {
  for (const [path, text] of Object.entries(sources)) {
    const place = `${HOME}/${path}`
    python.FS.mkdirTree(place.slice(0, place.lastIndexOf("/")))
    python.FS.writeFile(place, text)
  }
  python.pyimport("sys").path.append(HOME)
  return python.pyimport("session").Session()
}
