// What momentum leaves of an error along one direction, without taking the steps.
//
// With the velocity at rest before the first step, error[k + 1] = (1 + β - ηλ) error[k] - β error[k - 1],
// where error[-1] = error[0]. Plain descent is β = 0.
// Source: Polyak, Some methods of speeding up the convergence of iteration methods (1964).

const SAME = 1e-12 // two roots that are nearer than the root of this count as one

// The share of the first error that is left after so many steps; `product` is the rate times the curvature.
export function momentumShare(product, momentum, steps) {
  if (steps === 0) return 1
  const response = impulseResponse(1 + momentum - product, momentum)
  return (1 - product) * response(steps) - momentum * response(steps - 1)
}

// The size of the share that is left of an error in the long run, a step: the larger root's.
export function momentumFactor(product, momentum) {
  const half = (1 + momentum - product) / 2
  const discriminant = half ** 2 - momentum
  return discriminant < 0 ? Math.sqrt(momentum) : Math.abs(half) + Math.sqrt(discriminant)
}

// r[k + 1] = sum r[k] - product r[k - 1] from r[0] = 0, r[1] = 1, by the roots of z² - sum z + product.
function impulseResponse(sum, product) {
  const discriminant = (sum / 2) ** 2 - product
  if (Math.abs(discriminant) < SAME) return (k) => (k === 0 ? 0 : k * (sum / 2) ** (k - 1))
  if (discriminant < 0) return oscillation(Math.sqrt(product), sum / 2)
  const root = Math.sqrt(discriminant)
  const [high, low] = [sum / 2 + root, sum / 2 - root]
  return (k) => (high ** k - low ** k) / (high - low)
}

// Of two complex roots: their size, and their real part.
function oscillation(size, real) {
  const angle = Math.acos(real / size)
  return (k) => (size ** (k - 1) * Math.sin(k * angle)) / Math.sin(angle)
}
