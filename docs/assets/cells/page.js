// The live cells of a page, and which of them run before which.

import { Cell } from "./cell.js"

// Makes them work; returns what to do when the reader leaves the page.
export function open(blocks) {
  const colab = document.querySelector(".notebook-links [href^='https://colab.']")?.href
  const cells = []
  const change = () => cells.forEach((cell) => cell.review())
  for (const block of blocks) {
    const fresh = block.classList.contains("fresh")
    const before = fresh || !cells.length ? [] : [...cells.at(-1).before, cells.at(-1)]
    cells.push(new Cell(block, { number: cells.length + 1, before, colab, change }))
  }
  return () => cells.forEach((cell) => cell.close())
}
