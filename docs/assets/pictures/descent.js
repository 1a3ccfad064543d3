// Gradient descent of one parameter: a of a parabola goes down the loss, while b and c stay.

import { lossOver } from "./parabola.js"

export class Descent {
  constructor({ x, y, guesses, rate, range }) {
    const [start, ...others] = guesses
    Object.assign(this, { points: { x, y }, start, others, firstRate: rate, range, lossOf: lossOver({ x, y }) })
    this.restart()
  }

  restart() {
    this.rate = this.firstRate
    this.moveTo(this.start)
  }

  // No step has led where the reader puts it.
  moveTo(a) {
    this.a = a
    this.trail = []
  }

  takeStep() {
    this.trail.push(this.a)
    this.a = this.next
  }

  // The same, but elsewhere.
  at(a) {
    return Object.assign(Object.create(Descent.prototype), this, { a })
  }

  paramsAt(a) {
    return [a, ...this.others]
  }

  lossAt(a) {
    return this.lossOf(this.paramsAt(a)).loss
  }

  get params() {
    return this.paramsAt(this.a)
  }

  get loss() {
    return this.lossAt(this.a)
  }

  get slope() {
    return this.lossOf(this.params).gradient[0]
  }

  get next() {
    return this.a - this.rate * this.slope
  }

  // Whether the next step ends outside of the picture.
  get leaves() {
    return this.next < this.range.min || this.next > this.range.max
  }
}
