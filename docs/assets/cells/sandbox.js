// Sandbox: a hidden frame that reaches nothing, for as long as the visit lasts.

// Scripts come from the frame itself alone; nothing is fetched, framed or sent anywhere.
const policy = (nonce) =>
  `default-src 'none'; script-src 'nonce-${nonce}' blob: 'wasm-unsafe-eval'; worker-src blob:`

// Gives the frame its files, to keep, and returns a port to it.
export async function openFrame(files) {
  const { "frame.js": script, ...rest } = files
  const frame = document.createElement("iframe")
  frame.hidden = true
  frame.title = "Python"
  frame.sandbox = "allow-scripts"
  frame.srcdoc = pageOf(new TextDecoder().decode(script))
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve))
  document.documentElement.append(frame) // instant navigation changes the body
  await loaded
  const { port1, port2 } = new MessageChannel()
  // Its origin has no name, so there is no other to give than any.
  frame.contentWindow.postMessage(rest, "*", [port2, ...Object.values(rest)])
  return port1
}

function pageOf(script) {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">
<script nonce="${nonce}">${script}</script>`
}
