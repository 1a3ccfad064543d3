// Runs loops.js and products.js on memory as Pyodide has it. Standard input: memory in base64 and
// calls, as JSON; standard output: the results, and the memory after them.

import { readFileSync } from "node:fs"

import { loops } from "../../browser/loops.js"
import { products, rounded } from "../../browser/products.js"

const { memory, calls } = JSON.parse(readFileSync(0, "utf8"))
const bytes = Uint8Array.from(Buffer.from(memory, "base64"))
const pyodide = { _module: { HEAPF32: new Float32Array(bytes.buffer) } }
const functions = {
  ...loops(pyodide),
  product: products(pyodide),
  productInJavaScript: products(pyodide, rounded),
}
const results = calls.map(([name, ...args]) => functions[name](...args) ?? null)
const after = Buffer.from(bytes.buffer).toString("base64")
console.log(JSON.stringify({ results, memory: after }))
