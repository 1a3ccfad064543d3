// What lasts as long as the tab. If a browser refuses to store anything, it lasts as long as the page.

export function read(key) {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

export function write(key, text) {
  try {
    if (text === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // see above
  }
}
