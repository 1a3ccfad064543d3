// Loops over float32 numbers for the small torch. They work in Pyodide's memory: a call takes
// addresses, and no number is converted. A Float32Array rounds what is stored in it, as the arrays
// of torch/elementwise.py do, so that both give the same bits.

const LANES = 8
const BLOCK = 16
const LEVELS = 4
const INTERLEAVED = 4

// What the worker registers as Python's module `_loops`.
export function loops(pyodide) {
  // Read at each call: memory that grows gets a new buffer.
  const memory = () => pyodide._module.HEAPF32
  // Changes `count` numbers at an address by those at another, or by one if `step` is 0.
  const inPlace = (change) => (address, other, step, count) => {
    const start = address >>> 2
    change(memory(), start, start + count, other >>> 2, step)
  }
  return {
    add: inPlace(add),
    sub: inPlace(sub),
    mul: inPlace(mul),
    truediv: inPlace(truediv),
    total: (address, count) => total(memory(), address >>> 2, count),
    product: (left, right, result, ...sizes) =>
      product(memory(), left >>> 2, right >>> 2, result >>> 2, ...sizes),
  }
}

// One loop each: a shared one, with the operation as an argument, takes three times as long.
function add(numbers, i, end, j, step) {
  for (; i < end; i++, j += step) numbers[i] += numbers[j]
}

function sub(numbers, i, end, j, step) {
  for (; i < end; i++, j += step) numbers[i] -= numbers[j]
}

function mul(numbers, i, end, j, step) {
  for (; i < end; i++, j += step) numbers[i] *= numbers[j]
}

function truediv(numbers, i, end, j, step) {
  for (; i < end; i++, j += step) numbers[i] /= numbers[j]
}

// Adds the product of two matrices to zeros, as torch/products.py does: row by row of the left one,
// and for each of its numbers along a row of the right one.
function product(numbers, left, right, result, rows, depth, columns) {
  for (let row = 0; row < rows; row++, result += columns) {
    for (let k = 0; k < depth; k++) {
      const factor = numbers[left++]
      const line = right + k * columns
      for (let i = 0; i < columns; i++) numbers[result + i] += factor * numbers[line + i]
    }
  }
}

// The rest follows torch/summation.py, under the same names.
function total(numbers, start, count) {
  if (count < LANES) return rowSum(numbers, start, count, 1)[0] + 0
  const whole = count - (count % LANES)
  let sum = 0
  for (let i = start + whole; i < start + count; i++) sum = Math.fround(sum + numbers[i])
  const lanes = rowSum(numbers, start, whole, LANES)
  for (let lane = 0; lane < LANES; lane++) sum = Math.fround(sum + lanes[lane])
  return sum
}

// The sums are the first `width` numbers of the result.
function rowSum(numbers, start, count, width) {
  const wide = INTERLEAVED * width
  const end = count - (count % wide)
  const sums = cascade(numbers, start, end / wide, wide)
  for (let row = end; row < count; row += width) addRow(sums, numbers, start + row, width)
  for (let row = width; row < wide; row += width) addRow(sums, sums, row, width)
  return sums
}

function cascade(numbers, start, rows, width) {
  const levels = [new Float32Array(width)]
  while (rows >= BLOCK && levels.length < LEVELS) levels.push(new Float32Array(width))
  for (let done = 1; done <= rows; done++) {
    addRow(levels[0], numbers, start + (done - 1) * width, width)
    for (let level = 1; level < levels.length && done % BLOCK ** level === 0; level++) {
      addRow(levels[level], levels[level - 1], 0, width)
      levels[level - 1].fill(0)
    }
  }
  for (let level = 1; level < levels.length; level++) addRow(levels[0], levels[level], 0, width)
  return levels[0]
}

function addRow(sums, numbers, start, width) {
  for (let i = 0; i < width; i++) sums[i] += numbers[start + i]
}
