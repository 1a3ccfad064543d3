// A quadratic function of two coordinates, from its values at six places:
// constant + xu + yv + xxu² + xyuv + yyv².

export class QuadraticSurface {
  constructor(f) {
    const [left, right, top, bottom] = [f(-1, 0), f(1, 0), f(0, -1), f(0, 1)]
    this.constant = f(0, 0)
    this.x = (right - left) / 2
    this.y = (bottom - top) / 2
    this.xx = (right + left) / 2 - this.constant
    this.yy = (bottom + top) / 2 - this.constant
    this.xy = f(1, 1) - this.constant - this.x - this.y - this.xx - this.yy
    // The Cholesky factor of [[xx, xy/2], [xy/2, yy]], and the minimum in its coordinates. A flat
    // direction gets a long ellipse instead of an endless one.
    this.factorX = Math.sqrt(this.xx)
    this.factorXY = this.xy / 2 / this.factorX
    this.factorY = Math.sqrt(Math.max(this.yy - this.factorXY ** 2, 1e-8 * this.yy))
    this.p = -this.x / 2 / this.factorX
    this.q = (-this.y / 2 - this.factorXY * this.p) / this.factorY
  }

  // Its least value.
  get floor() {
    return this.constant - this.p ** 2 - this.q ** 2
  }

  // From p and q back to u and v.
  #coordinates(p, q) {
    const v = q / this.factorY
    return [(p - this.factorXY * v) / this.factorX, v]
  }

  // Whether its minimum is within -1 and 1.
  get hasMinimumInside() {
    return this.#coordinates(this.p, this.q).every((value) => Math.abs(value) <= 1)
  }

  at(u, v) {
    return this.constant + u * (this.x + this.xx * u + this.xy * v) + v * (this.y + this.yy * v)
  }

  // One step along p and one along q, each as [u, v].
  get axes() {
    return [this.#coordinates(1, 0), this.#coordinates(0, 1)]
  }

  // Of the circle around the minimum, in p and q, on which it is so much above its least value.
  radius(height) {
    const radius = Math.sqrt(height)
    return radius > 0 && Number.isFinite(radius / this.factorY) ? radius : undefined
  }

  // The ellipse on which it has this value, as pairs of u and v; none below its least value.
  levelPoints(value) {
    const radius = this.radius(value - this.floor)
    if (!radius) return []
    return Array.from({ length: 121 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 120
      return this.#coordinates(this.p + radius * Math.cos(angle), this.q + radius * Math.sin(angle))
    })
  }

  // Its path on a canvas, where -1 and 1 are the edges.
  levelLine(value, { width, height }) {
    const path = new Path2D()
    for (const [u, v] of this.levelPoints(value)) path.lineTo(((u + 1) / 2) * width, ((v + 1) / 2) * height)
    return path
  }
}
