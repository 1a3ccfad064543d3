// The product of two float32 matrices in Pyodide's memory. Each number of it is a chain: multiply,
// add, round once. Sixteen chains that share a row of the left matrix run side by side in WebAssembly,
// from copies in a memory of their own; where a browser's cannot, in JavaScript, which rounds to
// float64 first: the same bits but for one number in millions.

const WIDTH = 16 // chains
const NUMBER = 4 // bytes
const PAGE = 65536
const I32 = 0x7f
const V128 = 0x7b // four float32 numbers

const memory = new WebAssembly.Memory({ initial: 1 })
const chains = fused() ?? rounded

// What the worker registers as `product` of Python's module `_loops`. Of each matrix it takes the
// address and the steps, in numbers, to the next row and to the next column.
export function products(pyodide, run = chains) {
  return (left, leftRow, leftColumn, right, rightRow, rightColumn, result, ...sizes) => {
    const [rows, depth, columns] = sizes
    if (!depth) return
    const numbers = pyodide._module.HEAPF32
    const panel = rows * depth // where the columns of the right matrix are, after the left one
    const sums = panel + depth * WIDTH
    const copies = reserve(sums + WIDTH)
    copy(numbers, left >>> 2, leftRow, leftColumn, copies, 0, depth, rows, depth)
    for (let column = 0; column < columns; column += WIDTH) {
      const width = Math.min(WIDTH, columns - column)
      const first = (right >>> 2) + column * rightColumn
      copy(numbers, first, rightRow, rightColumn, copies, panel, WIDTH, depth, width)
      for (let row = 0; row < rows; row++) {
        const start = row * depth
        run(NUMBER * start, NUMBER * panel, NUMBER * sums, NUMBER * (start + depth))
        const place = (result >>> 2) + row * columns + column
        for (let i = 0; i < width; i++) numbers[place + i] = copies[sums + i]
      }
    }
  }
}

// The numbers of the copies, at least so many.
function reserve(count) {
  const missing = count * NUMBER - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
  return new Float32Array(memory.buffer)
}

function copy(from, first, rowStep, columnStep, to, start, width, rows, columns) {
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      to[start + row * width + i] = from[first + row * rowStep + i * columnStep]
    }
  }
}

// Sums of left[k] * right[k][i]; the arguments are addresses in the memory of the copies.
export function rounded(left, right, result, end) {
  const numbers = new Float32Array(memory.buffer)
  const half = WIDTH / 2
  for (const start of [0, half]) {
    const place = (right >>> 2) + start
    numbers.set(eight(numbers, left >>> 2, place, end >>> 2), (result >>> 2) + start)
  }
}

// Variables, and eight of them: an array takes three times as long.
function eight(numbers, left, right, end) {
  let [a, b, c, d, e, f, g, h] = new Float32Array(8)
  for (; left < end; left++, right += WIDTH) {
    const factor = numbers[left]
    a = Math.fround(a + factor * numbers[right])
    b = Math.fround(b + factor * numbers[right + 1])
    c = Math.fround(c + factor * numbers[right + 2])
    d = Math.fround(d + factor * numbers[right + 3])
    e = Math.fround(e + factor * numbers[right + 4])
    f = Math.fround(f + factor * numbers[right + 5])
    g = Math.fround(g + factor * numbers[right + 6])
    h = Math.fround(h + factor * numbers[right + 7])
  }
  return [a, b, c, d, e, f, g, h]
}

// The same by an instruction that rounds once; null where there is none, or where it rounds twice.
export function fused() {
  const bytes = Uint8Array.from(assemble())
  if (!WebAssembly.validate(bytes)) return null
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { js: { memory } })
  const x = 1 + 2 ** -12
  const columns = [-(1 + 2 ** -11), x].flatMap((number) => Array(WIDTH).fill(number))
  const numbers = reserve(2 + 3 * WIDTH)
  numbers.set([1, x, ...columns])
  exports.chains(0, 2 * NUMBER, (2 + 2 * WIDTH) * NUMBER, 2 * NUMBER)
  return numbers[2 + 2 * WIDTH] === 2 ** -24 ? exports.chains : null // else 0
}

// A module of WebAssembly whose one function is `chains`.
function assemble() {
  const name = (text) => [text.length, ...new TextEncoder().encode(text)]
  const section = (id, ...content) => [id, count(content.flat()), content].flat(2)
  const body = chainsInAssembly().flat(2)
  return [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // WebAssembly, version 1
    ...section(1, [1, 0x60, 4, I32, I32, I32, I32, 0]), // types: four addresses, no result
    ...section(2, [1, ...name("js"), ...name("memory"), 2, 0, 0]), // imports
    ...section(3, [1, 0]), // functions: one, of the first type
    ...section(7, [1, ...name("chains"), 0, 0]), // exports
    ...section(10, [1, ...count(body), ...body]), // code
  ]
}

// The number of bytes, in bytes of seven bits.
function count({ length }) {
  return length < 128 ? [length] : [(length % 128) + 128, length >>> 7]
}

function chainsInAssembly() {
  const [left, right, result, end, first, factor] = [0, 1, 2, 3, 4, 8]
  const get = (local) => [0x20, local]
  const set = (local) => [0x21, local]
  const advance = (local, bytes) => [...get(local), 0x41, ...bytes, 0x6a, ...set(local)] // i32.add
  const vectors = [0, 1, 2, 3].map((i) => ({ sum: first + i, offset: 16 * i }))
  return [
    [1, 5, V128], // locals: four sums, and a factor
    [0x03, 0x40], // loop
    [...get(left), 0xfd, 0x09, 2, 0, ...set(factor)], // v128.load32_splat
    ...vectors.map(({ sum, offset }) => [
      ...[...get(factor), ...get(right), 0xfd, 0x00, 2, offset], // v128.load
      ...[...get(sum), 0xfd, 0x85, 0x02, ...set(sum)], // f32x4.relaxed_madd
    ]),
    advance(right, [0xc0, 0]), // 64
    advance(left, [NUMBER]),
    [...get(left), ...get(end), 0x49, 0x0d, 0], // i32.lt_u, br_if
    [0x0b], // end of the loop
    ...vectors.map(({ sum, offset }) => [...get(result), ...get(sum), 0xfd, 0x0b, 2, offset]), // v128.store
    [0x0b],
  ]
}
