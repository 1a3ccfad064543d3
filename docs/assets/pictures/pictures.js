// Opens the pictures of a page: figures that the build has drawn with the same modules, and that move here.

import { connectFullScreen } from "../full-screen.js"

// Returns what to do when the reader leaves the page.
export function open(figures) {
  const opened = [...figures].map((figure) => openOne(figure).catch((error) => explain(figure, error)))
  return () => opened.forEach(async (close) => (await close)?.())
}

async function openOne(figure) {
  const { picture, src } = figure.dataset
  const [module, numbers] = await Promise.all([import(`./${picture}.js`), load(src)])
  if (!figure.isConnected) return // the reader has moved on
  const area = figure.querySelector(".picture-area")
  for (const control of area.querySelectorAll(":disabled")) control.disabled = false
  const ends = [connectFullScreen(figure, figure.querySelector("[data-action=fullscreen]")), module.open(area, numbers)]
  return () => ends.forEach((end) => end())
}

async function load(src) {
  const response = await fetch(src)
  if (!response.ok) throw new Error(`${src}: ${response.status}`)
  return response.json()
}

function explain(figure, { message }) {
  const text = ` This picture does not move (${message}). Reload the page to try again.`
  figure.querySelector("figcaption").append(text)
}
