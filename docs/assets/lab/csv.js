// CSV: points from text, two numbers per line, separated by semicolon, tab, comma or spaces; and a
// run as text.

import { MAX_POINTS, quote } from "./engine/validate.js"
import { formatCount } from "./format.js"

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

// Throws an error that names the line. The first line may be a header; blank lines are skipped.
export function parsePoints(text) {
  const lines = text
    .replace(/^\uFEFF/, "") // some spreadsheets begin with a byte order mark
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ cells: cellsOf(line), number: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
  if (lines.length && !lines[0].cells.some(isNumber)) lines.shift()
  if (lines.length === 0) throw new Error("There are no points in this text: write two numbers per line.")
  if (lines.length > MAX_POINTS) {
    const { number } = lines[MAX_POINTS]
    throw new Error(`Line ${number} is one too many: at most ${formatCount(MAX_POINTS)} points are possible.`)
  }
  return lines.map(parsePoint)
}

// Commas that do not separate cells are decimal commas.
function cellsOf(line) {
  const separator = [";", "\t", ","].find((mark) => line.includes(mark))
  if (!separator) return line.trim().split(/\s+/)
  const cells = line.split(separator).map((cell) => cell.trim())
  return separator === "," ? cells : cells.map((cell) => cell.replace(",", "."))
}

function isNumber(cell) {
  return NUMBER.test(cell)
}

function parsePoint({ cells, number }) {
  if (cells.length !== 2) {
    const count = cells.length === 1 ? "1 value" : `${cells.length} values`
    throw new Error(`Line ${number} has ${count}; it must have two, x and y.`)
  }
  return cells.map((cell) => {
    if (cell === "") throw new Error(`Line ${number} lacks a value; it must have two, x and y.`)
    if (!isNumber(cell)) throw new Error(`Line ${number}: ${quote(cell)} is not a number.`)
    if (!Number.isFinite(Number(cell))) throw new Error(`Line ${number}: ${quote(cell)} is too large.`)
    return Number(cell)
  })
}

// The steps of a run's history, with loss and parameters.
export function formatRun({ steps, losses, params }, letters) {
  const rows = steps.map((step, row) => [step, losses[row], ...params[row]])
  return [["step", "loss", ...letters], ...rows].map((cells) => `${cells.join(",")}\n`).join("")
}
