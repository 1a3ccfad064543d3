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
  // Changes `count` numbers at an address by what each of them is.
  const ofOne = (change) => (address, count, ...more) => {
    change(memory(), address >>> 2, (address >>> 2) + count, ...more)
  }
  // Changes `count` numbers at an address by those at another, or by one if `step` is 0.
  const ofTwo = (change) => (address, other, step, count, ...more) => {
    const start = address >>> 2
    change(memory(), start, start + count, other >>> 2, step, ...more)
  }
  // Puts sums of the rows of a table, of `count` numbers, at an address.
  const ofRows = (sum) => (address, count, width, result) => {
    const sums = sum(memory(), address >>> 2, count, width)
    memory().set(sums.subarray(0, width), result >>> 2)
  }
  return {
    add: ofTwo(add),
    sub: ofTwo(sub),
    mul: ofTwo(mul),
    truediv: ofTwo(truediv),
    addScaled: ofTwo(addScaled),
    keepPositive: ofTwo(keepPositive),
    keepBetween: ofTwo(keepBetween),
    sqrt: ofOne(sqrt),
    limit: ofOne(limit),
    total: (address, count) => total(memory(), address >>> 2, count),
    rowSum: ofRows(rowSum),
    cascade: ofRows((numbers, start, count, width) => cascade(numbers, start, count / width, width)),
    dot: (left, right, count) => dot(memory(), left >>> 2, right >>> 2, count),
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

// Rounds once, as in torch/elementwise.py: float64 holds the product, and rounds the sum, which is
// nearly always enough. Halfway between two float32 numbers, what float64 has lost decides.
function addScaled(numbers, i, end, j, step, factor) {
  for (; i < end; i++, j += step) {
    const number = numbers[i]
    const product = factor * numbers[j]
    const sum = number + product
    numbers[i] = sum
    const other = 2 * sum - numbers[i]
    if (other === sum || Math.fround(other) !== other) continue
    const added = sum - number
    const lost = number - (sum - added) + (product - added)
    if (lost > 0) numbers[i] = Math.max(numbers[i], other)
    if (lost < 0) numbers[i] = Math.min(numbers[i], other)
  }
}

function sqrt(numbers, i, end) {
  for (; i < end; i++) numbers[i] = Math.sqrt(numbers[i])
}

function limit(numbers, i, end, least, most) {
  for (; i < end; i++) {
    if (numbers[i] < least) numbers[i] = least
    if (numbers[i] > most) numbers[i] = most
  }
}

// 0 in place of a number if the other one is at most 0.
function keepPositive(numbers, i, end, j, step) {
  for (; i < end; i++, j += step) if (numbers[j] <= 0) numbers[i] = 0
}

// 0 in place of a number unless the other one is between the limits.
function keepBetween(numbers, i, end, j, step, least, most) {
  for (; i < end; i++, j += step) {
    if (!(numbers[j] >= least && numbers[j] <= most)) numbers[i] = 0
  }
}

// The sum of products, in float64.
function dot(numbers, left, right, count) {
  let sum = 0
  for (let i = 0; i < count; i++) sum += numbers[left + i] * numbers[right + i]
  return sum
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
