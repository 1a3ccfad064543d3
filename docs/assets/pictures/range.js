// A slider among the controls of a picture: its name, the range, and its value in words.

// `letter` is the parameter that it moves; `shown` stands beside it until a script runs.
export function rangeHtml(name, text, { min, max, step = 1, value, label = text, letter, role, shown = "" }) {
  const numbers = `min="${min}" max="${max}" step="${step}" value="${value}" autocomplete="off"`
  const input = `<input type="range" name="${name}" aria-label="${label}" ${numbers} disabled>`
  const words = `<span${letter ? ` class="param-${letter}"` : ""} aria-hidden="true">${text}</span>`
  return `<div class="picture-control${role ? ` ${role}` : ""}">${words}${input}<output>${shown}</output></div>`
}

// `spoken` is for those who hear it.
export function showRange(input, value, text, spoken = text) {
  if (input.valueAsNumber !== value) input.value = value
  input.setAttribute("aria-valuetext", spoken)
  input.nextElementSibling.value = text
}
