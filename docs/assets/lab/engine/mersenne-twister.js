// Twister: the random numbers of torch.Generator on the CPU, so that batches are torch's own.
// Source: Matsumoto, Nishimura, Mersenne twister (1998), MT19937.

const WORDS = 624
const REACH = 397
const TWIST = 0x9908b0df
const LOWER = 0x7fffffff // all bits but the highest

export class Twister {
  // Like torch.Generator().manual_seed(seed), which keeps the lower 32 bits.
  constructor(seed) {
    this.words = new Uint32Array(WORDS)
    this.words[0] = seed % 2 ** 32
    for (let i = 1; i < WORDS; i++) {
      const before = this.words[i - 1]
      this.words[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i
    }
    this.place = WORDS
  }

  // A whole number of 32 bits.
  random() {
    if (this.place === WORDS) this.#twist()
    let word = this.words[this.place++]
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    word ^= word >>> 18
    return word >>> 0
  }

  // torch.randperm(n, generator=g): 0, 1, ..., n - 1 in random order.
  permutation(n) {
    const order = Uint32Array.from({ length: n }, (_, i) => i)
    for (let i = 0; i < n - 1; i++) {
      const other = i + (this.random() % (n - i))
      const kept = order[i]
      order[i] = order[other]
      order[other] = kept
    }
    return order
  }

  #twist() {
    const { words } = this
    for (let i = 0; i < WORDS; i++) {
      const joined = (words[i] & ~LOWER) | (words[(i + 1) % WORDS] & LOWER)
      words[i] = words[(i + REACH) % WORDS] ^ (joined >>> 1) ^ (joined & 1 ? TWIST : 0)
    }
    this.place = 0
  }
}
