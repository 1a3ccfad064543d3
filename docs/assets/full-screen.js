// A button that lets an element fill the screen, and says how to leave it, however the reader does.

import { announce } from "./code.js"

// Returns a function to call when the reader leaves the page.
export function connectFullScreen(element, button) {
  if (!document.fullscreenEnabled) {
    button.hidden = true // Safari on a phone has none
    return () => {}
  }
  const show = () => {
    const fills = document.fullscreenElement === element
    button.textContent = fills ? "Leave full screen" : "Full screen"
  }
  button.disabled = false
  button.addEventListener("click", () => toggle(element).catch(() => announce(button, "The browser refuses")))
  document.addEventListener("fullscreenchange", show)
  return () => document.removeEventListener("fullscreenchange", show)
}

async function toggle(element) {
  if (document.fullscreenElement) await document.exitFullscreen()
  else await element.requestFullscreen()
}
