// The missions: small tasks, and how each is recognized in an experiment. Browsers remember which are
// done by their `name`.

const has = ({ setup }, part) => Object.keys(part).every((name) => String(setup[name]) === String(part[name]))
// The notebook's points, and a function that fits them exactly.
const NOTEBOOK = { data: "notebook", approximation: "quadratic" }
const PLAIN = { optimizer: "plain", batch: null }
const ORIGINAL = { ...NOTEBOOK, standardize: false }
const error = ({ bestParams, run }, j) => Math.abs(run.params[j] - bestParams[j])
const startsWrong = ({ bestParams, setup }, j) => Math.abs(setup.guesses[j] - bestParams[j]) > 1
const makesRight = (experiment, j) => startsWrong(experiment, j) && experiment.isRight(j)
const isBetween = (value, low, high) => low < value && value < high
const lossPerFloor = ({ curvature, run }) => run.loss / curvature.floor
const hasGained = ({ run }) => run.loss < run.history.losses[0]

// How often a parameter has crossed its best value in the steps of the history.
function crossings({ bestParams, run }, j) {
  const sides = run.history.params.map((params) => Math.sign(params[j] - bestParams[j]))
  return sides.filter((side, row) => row > 0 && side * sides[row - 1] < 0).length
}

export const MISSIONS = [
  {
    name: "first step",
    task: "Take the notebook's first step.",
    hint: "Press “1 step”. Which parameter moves most, and why?",
    isDone: (experiment) => has(experiment, NOTEBOOK) && experiment.run.step >= 1,
  },
  {
    name: "almost",
    task: "Make a right while c is still wrong.",
    hint: "Take single steps until the table says that a is right.",
    isDone: (experiment) => has(experiment, NOTEBOOK) && error(experiment, 2) > 1 && experiment.isRight(0),
  },
  {
    name: "fly off",
    task: "Make a run fly off.",
    hint: "Move the rate beyond the mark 2/λ, then take steps.",
    isDone: ({ run }) => run.ended?.step > 0,
  },
  {
    name: "largest rate",
    task: "Find the largest rate that still converges: take 1,000 steps within 2 % of it.",
    hint: "It is named below the slider, and marked 2/λ on it. Type a number slightly smaller.",
    isDone: (experiment) =>
      has(experiment, PLAIN) &&
      isBetween(experiment.rate / experiment.curvature.largestStableRate, 0.98, 1) &&
      experiment.run.rates.length === 1 &&
      experiment.run.step >= 1000 &&
      hasGained(experiment),
  },
  {
    name: "side to side",
    task: "Make a jump from side to side, and settle all the same.",
    hint: "Choose a rate between the two marks, and take single steps.",
    isDone: (experiment) =>
      has(experiment, PLAIN) &&
      isBetween(experiment.rate * experiment.curvature.eigenvalues.at(-1), 1, 2) &&
      crossings(experiment, 0) >= 5 &&
      hasGained(experiment),
  },
  {
    name: "patience",
    task: "Make c right by patience alone: with the notebook's set-up and any rate.",
    hint: "How many steps does the table ask for at 1e-7? And at the largest stable rate?",
    isDone: (experiment) =>
      has(experiment, { ...ORIGINAL, ...PLAIN, loss: "sum", guesses: [1, 2, 3] }) && experiment.isRight(2),
  },
  {
    name: "within 200",
    task: "Make c right within 200 steps.",
    hint: "Standardize the columns, then choose a new rate: half the largest stable one.",
    isDone: (experiment) =>
      has(experiment, NOTEBOOK) && isBetween(experiment.run.step, 0, 201) && makesRight(experiment, 2),
  },
  {
    name: "mean",
    task: "With the mean as the loss, take the same path as the notebook takes with the sum.",
    hint: "The mean divides the gradient by the number of points. What must the rate do?",
    isDone: (experiment) =>
      has(experiment, { ...ORIGINAL, ...PLAIN, loss: "mean" }) &&
      Math.abs(experiment.rate / (1e-7 * experiment.problem.count) - 1) < 0.01 &&
      experiment.run.step >= 25,
  },
  {
    name: "floor",
    task: "Fit a line to the parabola, down to its floor.",
    hint: "Choose the line. The floor, dotted, is the best that it can do, however long it runs.",
    isDone: (experiment) =>
      has(experiment, { data: "notebook", approximation: "line" }) && lossPerFloor(experiment) < 1.01,
  },
  {
    name: "momentum",
    task: "With momentum, make c right within 20,000 steps, without standardizing.",
    hint: "Momentum allows almost twice the rate. Choose 0.95 of the largest.",
    isDone: (experiment) =>
      has(experiment, { ...ORIGINAL, optimizer: "momentum" }) &&
      isBetween(experiment.run.step, 0, 20_001) &&
      makesRight(experiment, 2),
  },
  {
    name: "hover",
    task: "Make mini-batches hover, then settle: lower the rate in the middle of a run.",
    hint: "Noisy points, 1 a step, standardized, a rate of 0.05. After 300 steps divide the rate by a hundred, and take 2,000 more.",
    isDone: (experiment) => {
      const { setup, run, curvature } = experiment
      const [changed] = run.rates.at(-1)
      if (setup.batch === null || !(curvature.floor > experiment.lossRounding) || changed < 100) return false
      const { steps, losses } = run.history
      const before = losses.filter((_, row) => steps[row] > changed / 2 && steps[row] <= changed)
      const hovered = Math.max(...before) > 1.01 * curvature.floor
      return hovered && run.step >= changed + 1000 && lossPerFloor(experiment) < 1.003
    },
  },
  {
    name: "valleys",
    task: "Fit a sine to the wave, and end in the right valley.",
    hint: "Choose the wave and the sine, drag the start over the map, and choose half the largest stable rate. Some starts end in another valley.",
    isDone: (experiment) =>
      has(experiment, { data: "wave", approximation: "sine" }) &&
      experiment.run.step >= 100 &&
      experiment.run.loss < experiment.curvature.floor + 1e-3 * experiment.zeroLoss,
  },
]
