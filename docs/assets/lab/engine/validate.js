// Shown: a value as an error message names it. A hand-edited address or a pasted file may hold
// anything, of any length.

const MOST = 40

export function shown(value) {
  const text = typeof value === "number" ? String(value) : String(JSON.stringify(value))
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}
