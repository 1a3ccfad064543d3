// The live cells of a page. A cell runs after those before it, back to one that starts afresh.

import { Cell } from "./cell.js"

// Makes them work; returns a function to call when the reader leaves the page.
// colab: where the page's notebook opens, or undefined.
export function open(blocks, colab) {
  const cells = []
  const onChange = () => cells.forEach((cell) => cell.review())
  for (const block of blocks) {
    const fresh = block.classList.contains("fresh")
    const before = fresh || !cells.length ? [] : [...cells.at(-1).before, cells.at(-1)]
    cells.push(new Cell(block, { number: cells.length + 1, before, colab, onChange }))
  }
  return () => cells.forEach((cell) => cell.close())
}
