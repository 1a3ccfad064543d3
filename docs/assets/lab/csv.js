// CSV: points from text, two numbers a line, separated by semicolon, tab, comma or spaces.

import { MOST_POINTS } from "./engine/data.js"
import { shown } from "./engine/validate.js"

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

// Throws an error that names the line. The first line may be a header; blank lines do not count.
export function pointsOf(text) {
  const lines = text
    .replace(/^\uFEFF/, "") // the mark that some spreadsheets put first
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ cells: cellsOf(line), number: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
  if (lines.length && !lines[0].cells.some(isNumber)) lines.shift()
  if (lines.length === 0) throw new Error("There are no points in this text: write two numbers a line.")
  if (lines.length > MOST_POINTS) {
    const most = MOST_POINTS.toLocaleString("en")
    throw new Error(`Line ${lines[MOST_POINTS].number} is one too many: at most ${most} points are possible.`)
  }
  return lines.map(pointOf)
}

// Where commas do not separate, they are decimal commas.
function cellsOf(line) {
  const separator = [";", "\t", ","].find((mark) => line.includes(mark))
  if (!separator) return line.trim().split(/\s+/)
  const cells = line.split(separator).map((cell) => cell.trim())
  return separator === "," ? cells : cells.map((cell) => cell.replace(",", "."))
}

function isNumber(cell) {
  return NUMBER.test(cell)
}

function pointOf({ cells, number }) {
  if (cells.length !== 2) {
    const count = cells.length === 1 ? "1 value" : `${cells.length} values`
    throw new Error(`Line ${number} has ${count}; it must have two, x and y.`)
  }
  return cells.map((cell) => {
    if (cell === "") throw new Error(`Line ${number} lacks a value; it must have two, x and y.`)
    if (!isNumber(cell)) throw new Error(`Line ${number}: ${shown(cell)} is not a number.`)
    if (!Number.isFinite(Number(cell))) throw new Error(`Line ${number}: ${shown(cell)} is too large.`)
    return Number(cell)
  })
}
