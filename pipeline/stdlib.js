// Writes the standard library that the site serves: runs stdlib.py in Pyodide and writes the zip
// to standard output.

const { readFileSync } = require("node:fs")
const { loadPyodide } = require("pyodide")

const ZIP = "/lib/python314.zip"

async function main() {
  // Sets of names come in the same order in each build.
  const python = await loadPyodide({ env: { PYTHONHASHSEED: "0" } })
  python.runPython(readFileSync(`${__dirname}/stdlib.py`, "utf8"))
  const stdlib = python.globals.get("stdlib")
  process.stdout.write(stdlib(ZIP).toJs())
}

main().catch((error) => {
  process.stderr.write(error.message)
  process.exitCode = 1
})
