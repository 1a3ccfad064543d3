// Runs loops.js on the memory that it is given, as Pyodide would hand it over.
// Standard input: the program as JSON; standard output: the results, and the memory, in base64.

import { readFileSync } from "node:fs"

import { loops } from "../../browser/loops.js"

const { memory, calls } = JSON.parse(readFileSync(0, "utf8"))
const bytes = Uint8Array.from(Buffer.from(memory, "base64"))
const offered = loops({ _module: { HEAPF32: new Float32Array(bytes.buffer) } })
const results = calls.map(([name, ...args]) => offered[name](...args) ?? null)
const ended = Buffer.from(bytes.buffer).toString("base64")
console.log(JSON.stringify({ results, memory: ended }))
