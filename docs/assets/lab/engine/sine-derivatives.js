// Loss, gradient and Hessian of a sine's squared errors, in float64.

// Of weight * Σ (a sin(wx) - y)², at a and w.
export function sineDerivatives([a, w], { x, y, weight }) {
  let [loss, alongA, alongW, aa, aw, ww] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const wave = Math.sin(w * x[i])
    const slope = x[i] * Math.cos(w * x[i]) // of the wave along w
    const error = a * wave - y[i]
    loss += error * error
    alongA += error * wave
    alongW += error * a * slope
    aa += wave * wave
    aw += a * slope * wave + error * slope
    ww += (a * slope) ** 2 - error * a * wave * x[i] * x[i]
  }
  const double = 2 * weight
  return {
    loss: weight * loss,
    gradient: [double * alongA, double * alongW],
    hessian: [
      [double * aa, double * aw],
      [double * aw, double * ww],
    ],
  }
}
