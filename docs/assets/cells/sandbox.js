// A hidden frame without access to anything, for as long as the visit lasts.

import { element } from "../element.js"

// Scripts come from the frame itself alone; nothing is fetched, framed or sent anywhere.
const policy = (nonce) =>
  `default-src 'none'; script-src 'nonce-${nonce}' blob: 'wasm-unsafe-eval'; worker-src blob:`

// Transfers the files to the frame, and returns a port to it.
export async function openFrame(files) {
  const { "frame.js": script, ...rest } = files
  const srcdoc = pageOf(new TextDecoder().decode(script))
  const properties = { hidden: true, title: "Python", sandbox: "allow-scripts", srcdoc }
  const frame = element("iframe", properties)
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve))
  document.documentElement.append(frame) // instant navigation changes the body
  await loaded
  const { port1, port2 } = new MessageChannel()
  // The frame's origin has no name that could stand in place of "*".
  frame.contentWindow.postMessage(rest, "*", [port2, ...Object.values(rest)])
  return port1
}

function pageOf(script) {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">
<script nonce="${nonce}">${script}</script>`
}
