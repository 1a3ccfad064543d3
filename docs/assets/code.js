// Blocks of code get a button that copies them.

async function copy(block, button) {
  try {
    await navigator.clipboard.writeText(block.textContent)
    announce(button, "Copied")
  } catch {
    // A browser that does not let a page write: the reader copies what is selected.
    getSelection().selectAllChildren(block)
    announce(button, "Selected")
  }
}

// Says for a moment, on the button, what was done.
export function announce(button, told) {
  if (!told) return
  const name = button.textContent
  button.textContent = told
  setTimeout(() => (button.textContent = name), 1500)
}

function arrive() {
  for (const block of document.querySelectorAll(".highlight:not(.no-copy, :has(.copy)) > pre > code")) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "copy"
    button.textContent = "Copy"
    button.addEventListener("click", () => copy(block, button))
    block.parentElement.after(button)
  }
}

// Material's own script has run when the document is complete.
if (document.readyState === "loading") {
  await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve))
}
// It emits on the first page and after each instant navigation.
window.document$.subscribe(arrive)
