// The random numbers of torch.Generator on the CPU, so that batches are torch's own.
// Source: Matsumoto, Nishimura, Mersenne twister (1998), MT19937.

const WORDS = 624
const OFFSET = 397
const MATRIX = 0x9908b0df
const LOWER_BITS = 0x7fffffff // all but the highest

export class MersenneTwister {
  // Like torch.Generator().manual_seed(seed), which uses the lower 32 bits.
  constructor(seed) {
    this.words = new Uint32Array(WORDS)
    this.words[0] = seed % 2 ** 32
    for (let i = 1; i < WORDS; i++) {
      const previous = this.words[i - 1]
      this.words[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i
    }
    this.index = WORDS
  }

  // A whole number of 32 bits.
  random() {
    if (this.index === WORDS) this.#twist()
    let word = this.words[this.index++]
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
      const swapped = order[i]
      order[i] = order[other]
      order[other] = swapped
    }
    return order
  }

  #twist() {
    const { words } = this
    for (let i = 0; i < WORDS; i++) {
      const joined = (words[i] & ~LOWER_BITS) | (words[(i + 1) % WORDS] & LOWER_BITS)
      words[i] = words[(i + OFFSET) % WORDS] ^ (joined >>> 1) ^ (joined & 1 ? MATRIX : 0)
    }
    this.index = 0
  }
}
