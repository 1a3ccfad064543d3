// Tries: where the reader has put the parameters, and the losses along the one that moved last.

import { lossOver } from "./parabola.js"

export class Tries {
  constructor(numbers) {
    this.numbers = numbers
    this.lossOf = lossOver(numbers)
    this.restart()
  }

  restart() {
    this.params = [...this.numbers.guesses]
    this.count = 0
    this.lowest = Infinity
    this.begin(0)
  }

  // Another parameter moves from now on: its losses lie on another curve.
  begin(index) {
    this.moved = index
    this.losses = new Map()
    this.note()
  }

  move(index, value) {
    if (index !== this.moved) this.begin(index)
    this.params[index] = value
    this.count += 1
    this.note()
  }

  note() {
    this.loss = this.lossOf(this.params).loss
    this.lowest = Math.min(this.lowest, this.loss)
    this.losses.set(this.params[this.moved], this.loss)
  }

  // In the order of the parameter.
  curve() {
    return [...this.losses].sort(([one], [other]) => one - other)
  }
}
