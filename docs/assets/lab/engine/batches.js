// Batches: which points a step looks at, all of them or a few that are shuffled in every epoch.

import { Twister } from "./mersenne-twister.js"

// The batch is order[from], ..., order[to - 1].
export class Batches {
  constructor(count, size, seed) {
    this.size = size ?? count
    this.twister = size === null ? null : new Twister(seed)
    this.order = Uint32Array.from({ length: count }, (_, i) => i)
    this.from = 0
    this.to = count // an epoch has ended: the next batch begins a new one
  }

  // The last batch of an epoch may be smaller.
  next() {
    const count = this.order.length
    if (this.to === count) {
      this.to = 0
      if (this.twister) this.order = this.twister.permutation(count)
    }
    this.from = this.to
    this.to = Math.min(this.from + this.size, count)
  }
}
