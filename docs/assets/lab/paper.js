// Paper: it is white, so the page has its light palette while it is printed.

export class Paper {
  constructor() {
    addEventListener("beforeprint", this.lighten)
    addEventListener("afterprint", this.restore)
  }

  close() {
    removeEventListener("beforeprint", this.lighten)
    removeEventListener("afterprint", this.restore)
  }

  lighten = () => {
    const { dataset } = document.body
    this.scheme ??= dataset.mdColorScheme
    dataset.mdColorScheme = "default"
  }

  restore = () => {
    document.body.dataset.mdColorScheme = this.scheme
    this.scheme = undefined
  }
}
