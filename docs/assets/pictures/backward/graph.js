// A graph of values: each a number, or a sum or a product of two, of which one may be a plain number.
// And the walk of backward() through it, the youngest value first.

const OPERATIONS = {
  sum: { sign: "+", calculate: (one, other) => one + other, slopes: () => [1, 1] },
  product: { sign: "·", calculate: (one, other) => one * other, slopes: (one, other) => [other, one] },
}

// `values` are in the order of their birth: {name, number} or {name, operation, of: [one, other]}, where
// what they are of is named, or a number. Returns them with their numbers and their edges, {to, slope}.
export function calculate(values) {
  const born = new Map()
  const numberOf = (each) => (typeof each === "number" ? each : born.get(each).number)
  for (const value of values) {
    born.set(value.name, value.of ? calculated(value, value.of.map(numberOf)) : { ...value, edges: [] })
  }
  return [...born.values()]
}

function calculated(value, numbers) {
  const { calculate, sign, slopes } = OPERATIONS[value.operation]
  const edges = slopes(...numbers).map((slope, i) => ({ to: value.of[i], slope }))
  return {
    ...value,
    number: calculate(...numbers),
    formula: value.of.join(` ${sign} `),
    edges: edges.filter(({ to }) => typeof to === "string"), // a plain number has no slope
  }
}

// The visits of backward(), each {value, gradient, passed: [{to, slope, amount}], arrived}: a Map of what has
// arrived at each value after it.
export function visits(graph) {
  const arrived = new Map([[graph.at(-1).name, 1]])
  return [...graph].reverse().map((value) => {
    const gradient = arrived.get(value.name) ?? 0
    const passed = value.edges.map(({ to, slope }) => ({ to, slope, amount: gradient * slope }))
    for (const { to, amount } of passed) arrived.set(to, (arrived.get(to) ?? 0) + amount)
    return { value, gradient, passed, arrived: new Map(arrived) }
  })
}
