// A run as a program that needs only PyTorch, in the recipe's order and words.

import { APPROXIMATIONS } from "./engine/approximations.js"
import { coordinatesOf } from "./engine/data.js"

const WIDTH = 80

// `rates` are those of a Run, [[0, rate], [step, rate], ...]. The program prints the number of steps,
// the loss of all points and the parameters in original units.
export function pytorchProgram(setup, rates, steps) {
  const usedRates = rates.filter(([step]) => step === 0 || step < steps)
  const blocks = [
    header(setup),
    data(setup),
    approximation(setup),
    parameters(setup),
    loss(setup),
    settings(setup, usedRates, steps),
  ]
  return `${blocks.join("\n\n")}\n${loop(setup, usedRates)}\n${end(setup)}\n`
}

function header({ dtype }) {
  return dtype === "float64" ? "import torch\n\ntorch.set_default_dtype(torch.float64)" : "import torch"
}

function data(setup) {
  const { x, y, python = { x: tensor(x), y: tensor(y) } } = coordinatesOf(setup)
  const lines = [`x = ${python.x}`, `y = ${python.y}`]
  if (setup.standardize) lines.push("", columns(setup))
  return lines.join("\n")
}

function columns({ approximation }) {
  const { degree } = APPROXIMATIONS[approximation]
  const powers = Array.from({ length: degree }, (_, j) => degree - j)
  return `# scale each power of x to mean 0 and spread 1
powers = torch.stack([x.double() ** k for k in [${powers.join(", ")}]], dim=1)
mean, spread = powers.mean(dim=0), powers.std(dim=0, correction=0)
columns = ((powers - mean) / spread).to(x.dtype)`
}

function approximation(setup) {
  const body = setup.standardize
    ? "columns @ params[:-1] + params[-1]"
    : APPROXIMATIONS[setup.approximation].python
  return `
# 1. define an approximation function
def approximation(${input(setup)}, params):
    return ${wrap(body)}
`
}

// A long sum gets a line for each term.
function wrap(body) {
  if (body.length <= WIDTH) return body
  return `(\n        ${body.replaceAll(" + ", "\n        + ")}\n    )`
}

// The argument of the approximation.
function input({ standardize }) {
  return standardize ? "columns" : "x"
}

function parameters({ guesses, standardize }) {
  const title = "# 2. initialize the parameters with guesses"
  const numbers = guesses.map(float).join(", ")
  if (!standardize) return `${title}\nparams = torch.tensor([${numbers}]).requires_grad_()`
  return `${title}, converted for the columns
guesses = torch.tensor([${numbers}], dtype=torch.float64)
start = torch.cat([guesses[:-1] * spread, guesses[-1:] + guesses[:-1] @ mean])
params = start.to(x.dtype).requires_grad_()`
}

function loss({ loss }) {
  return `
# 3. a loss function says how far off the approximation is
def loss_function(y1, y2):
    return ((y1 - y2) ** 2).${loss}()
`
}

function settings({ batch, optimizer, seed }, rates, steps) {
  const lines = [`steps = ${steps}`]
  const rate = rates.length > 1 ? "rates[0]" : rates[0][1]
  if (rates.length > 1) {
    const pairs = rates.map(([step, rate]) => `${step}: ${rate}`)
    lines.push(`rates = {${pairs.join(", ")}}  # from these steps on`)
  }
  if (optimizer === "plain" && rates.length === 1) lines.push(`learning_rate = ${rate}`)
  if (optimizer === "momentum") lines.push(`optimizer = torch.optim.SGD([params], lr=${rate}, momentum=0.9)`)
  if (optimizer === "adam") lines.push(`optimizer = torch.optim.Adam([params], lr=${rate})`)
  if (batch !== null) lines.push(`generator = torch.Generator().manual_seed(${seed})`, "order = []")
  return lines.join("\n")
}

function loop(setup, rates) {
  const lines = [
    ...rateChange(setup, rates),
    ...batchLoss(setup),
    "loss.backward()  # 4. calculate the gradient",
    ...adjustment(setup),
  ]
  return ["for step in range(steps):  # 6. repeat", ...lines.map((line) => `    ${line}`)].join("\n")
}

function rateChange({ optimizer }, rates) {
  if (rates.length === 1) return []
  const rate = optimizer === "plain" ? "learning_rate" : 'optimizer.param_groups[0]["lr"]'
  return ["if step in rates:", `    ${rate} = rates[step]`]
}

function batchLoss(setup) {
  const x = input(setup)
  if (setup.batch === null) return [`loss = loss_function(approximation(${x}, params), y)`]
  return [
    "if len(order) == 0:  # all points have been used: shuffle again",
    "    order = torch.randperm(len(x), generator=generator)",
    `batch, order = order[:${setup.batch}], order[${setup.batch}:]`,
    `loss = loss_function(approximation(${x}[batch], params), y[batch])`,
  ]
}

function adjustment({ optimizer }) {
  if (optimizer !== "plain") {
    return ["optimizer.step()  # 5. adjust the parameters", "optimizer.zero_grad()"]
  }
  return ["params.data -= learning_rate * params.grad  # 5. adjust the parameters", "params.grad = None"]
}

function end(setup) {
  const lines = ["", `loss = loss_function(approximation(${input(setup)}, params), y)`]
  if (!setup.standardize) return [...lines, "print(steps, loss.item(), params.tolist())"].join("\n")
  return [
    ...lines,
    "original = params.detach().double()  # convert back to powers of x",
    "original[:-1] /= spread",
    "original[-1] -= original[:-1] @ mean",
    "print(steps, loss.item(), original.tolist())",
  ].join("\n")
}

// A number as Python writes a float.
function float(value) {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value)
}

// Wraps long lists.
function tensor(values) {
  const lines = [""]
  for (const value of values) {
    const item = `${float(value)}, `
    if (lines.at(-1).length + item.length > WIDTH - 4) lines.push("")
    lines[lines.length - 1] += item
  }
  return `torch.tensor([\n${lines.map((line) => `    ${line.trimEnd()}\n`).join("")}])`
}
