// Batches: the points that a step looks at, all of them or a few, shuffled anew in every epoch.

import { MersenneTwister } from "./mersenne-twister.js"

// The batch is order[start], ..., order[end - 1].
export class Batches {
  constructor(count, size, seed) {
    this.size = size ?? count
    this.generator = size === null ? null : new MersenneTwister(seed)
    this.order = Uint32Array.from({ length: count }, (_, i) => i)
    this.start = 0
    this.end = count // the next batch begins an epoch
  }

  // The last batch of an epoch may be smaller.
  next() {
    const count = this.order.length
    if (this.end === count) {
      this.end = 0
      if (this.generator) this.order = this.generator.permutation(count)
    }
    this.start = this.end
    this.end = Math.min(this.start + this.size, count)
  }
}
