// Approximations, step 1: functions of x with parameters to tune, from the highest power down.

const LETTERS = ["a", "b", "c", "d", "e", "f", "g"]
const POWERS = ["", "x", "x²", "x³", "x⁴", "x⁵", "x⁶"]

const polynomials = ["line", "quadratic", "cubic", "degree 4", "degree 5", "degree 6"].map(
  (name, index) => polynomial(name, index + 1),
)

const sine = {
  name: "sine",
  formula: "a sin(wx)",
  letters: ["a", "w"],
  degree: null,
  python: "params[0] * torch.sin(params[1] * x)",
}

export const APPROXIMATIONS = Object.fromEntries(
  [...polynomials, sine].map((approximation) => [approximation.name, Object.freeze(approximation)]),
)

function polynomial(name, degree) {
  const letters = LETTERS.slice(0, degree + 1)
  return {
    name,
    formula: letters.map((letter, j) => letter + POWERS[degree - j]).join(" + "),
    letters,
    degree,
    python: letters.map((_, j) => pythonTerm(j, degree - j)).join(" + "),
  }
}

// As in the notebook while that is short, params[0] * x * x.
function pythonTerm(index, power) {
  const factors = power > 3 ? [`x**${power}`] : Array(power).fill("x")
  return [`params[${index}]`, ...factors].join(" * ")
}

export function evaluate({ degree }, params, xs) {
  if (degree === null) return Float64Array.from(xs, (x) => params[0] * Math.sin(params[1] * x))
  return Float64Array.from(xs, (x) => params.reduce((value, param) => value * x + param, 0))
}

// The powers of x that a polynomial's parameters multiply: row by row, one for each x.
export function designMatrix({ degree }, xs) {
  const size = degree + 1
  const matrix = new Float64Array(xs.length * size)
  xs.forEach((x, i) => {
    let power = 1
    for (let j = degree; j >= 0; j--) {
      matrix[i * size + j] = power
      power *= x
    }
  })
  return matrix
}
