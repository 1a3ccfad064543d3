// Paper is white: the page has its light palette while it is printed.

let scheme // of the screen

window.addEventListener("beforeprint", () => {
  const { dataset } = document.body
  scheme ??= dataset.mdColorScheme
  dataset.mdColorScheme = "default"
})

window.addEventListener("afterprint", () => {
  if (scheme) document.body.dataset.mdColorScheme = scheme
  scheme = undefined
})
