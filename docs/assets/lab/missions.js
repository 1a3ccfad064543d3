// The tasks of the missions, and how each is recognized in an experiment.

// The notebook's own problem: its points, and a function that can be exact there.
const isNotebook = ({ setup }) => setup.data === "notebook" && setup.approximation === "quadratic"
const isPlain = ({ setup }) => setup.optimizer === "plain" && setup.batch === null
const off = ({ lowest, run }, place) => Math.abs(run.params[place] - lowest[place])
const startsWrong = ({ lowest, setup }) => Math.abs(setup.guesses[2] - lowest[2]) > 1
const isBetween = (value, low, high) => low < value && value < high
const lossShare = ({ best, run }) => run.loss / best.floor

// How often a parameter has changed sides of its best value in the recorded steps.
function crossings({ lowest, run }, place) {
  const sides = run.record.params.map((params) => Math.sign(params[place] - lowest[place]))
  return sides.filter((side, row) => row > 0 && side * sides[row - 1] < 0).length
}

export const MISSIONS = [
  {
    name: "first step",
    task: "Take the notebook's first step.",
    hint: "Press “1 step”. Which parameter moves most, and why?",
    isDone: (lab) => isNotebook(lab) && lab.run.step >= 1,
  },
  {
    name: "almost",
    task: "Make a right while c is still wrong.",
    hint: "Take single steps until the table says that a is right.",
    isDone: (lab) => isNotebook(lab) && lab.isRight(0) && off(lab, 2) > 1,
  },
  {
    name: "fly off",
    task: "Make a run fly off.",
    hint: "Move the rate beyond the mark 2/λ, then take steps.",
    isDone: ({ run }) => run.ended?.reason === "diverged" && run.ended.step > 0,
  },
  {
    name: "largest rate",
    task: "Find the largest rate that still converges: take 1,000 steps within 2 % of it.",
    hint: "It stands under the slider, whose mark 2/λ is there. Type a number a little below.",
    isDone: (lab) =>
      isPlain(lab) &&
      isBetween(lab.rate / lab.best.largestStableRate, 0.98, 1) &&
      lab.run.rates.length === 1 &&
      lab.run.step >= 1000 &&
      lab.run.loss < lab.run.record.losses[0],
  },
  {
    name: "side to side",
    task: "Let a jump from side to side, and settle all the same.",
    hint: "Choose a rate between the two marks, and take single steps.",
    isDone: (lab) =>
      isPlain(lab) &&
      isBetween(lab.rate * lab.best.eigenvalues.at(-1), 1, 2) &&
      crossings(lab, 0) >= 5 &&
      lab.run.loss < lab.run.record.losses[0],
  },
  {
    name: "patience",
    task: "Make c right by patience alone: the notebook's set-up, and any rate.",
    hint: "How many steps does the table ask for at 1e-7? And at the largest rate that is stable?",
    isDone: (lab) =>
      isNotebook(lab) &&
      isPlain(lab) &&
      !lab.setup.standardize &&
      lab.setup.loss === "sum" &&
      lab.setup.guesses.join() === "1,2,3" &&
      lab.isRight(2),
  },
  {
    name: "within 200",
    task: "Make c right within 200 steps.",
    hint: "Standardize the columns, and choose the rate anew: half the largest stable one.",
    isDone: (lab) =>
      isNotebook(lab) && startsWrong(lab) && lab.isRight(2) && isBetween(lab.run.step, 0, 201),
  },
  {
    name: "mean",
    task: "With the mean as the loss, take the same way as the notebook with the sum.",
    hint: "The mean divides the gradient by the number of points. What must the rate do?",
    isDone: (lab) =>
      isNotebook(lab) &&
      isPlain(lab) &&
      !lab.setup.standardize &&
      lab.setup.loss === "mean" &&
      Math.abs(lab.rate / (1e-7 * lab.problem.count) - 1) < 0.01 &&
      lab.run.step >= 25,
  },
  {
    name: "floor",
    task: "Fit a line to the parabola, down to its floor.",
    hint: "Choose the line. The dotted line, the floor, is the best it can do, however long you run.",
    isDone: (lab) =>
      lab.setup.data === "notebook" && lab.setup.approximation === "line" && lossShare(lab) < 1.01,
  },
  {
    name: "momentum",
    task: "With momentum, make c right within 20,000 steps, and do not standardize.",
    hint: "Momentum allows almost twice the rate. Take 0.95 of the largest.",
    isDone: (lab) =>
      isNotebook(lab) &&
      startsWrong(lab) &&
      lab.setup.optimizer === "momentum" &&
      !lab.setup.standardize &&
      lab.isRight(2) &&
      isBetween(lab.run.step, 0, 20_001),
  },
  {
    name: "hover",
    task: "Make mini-batches hover, then settle: lower the rate in the middle of a run.",
    hint: "Noisy points, 1 a step, standardized, a rate of 0.05. After 300 steps divide the rate by a hundred, and take 2,000 more.",
    isDone: (lab) => {
      const { setup, run, best } = lab
      const [changed] = run.rates.at(-1)
      if (setup.batch === null || !(best.floor > lab.rounding) || changed < 100) return false
      const { steps, losses } = run.record
      const before = losses.filter((_, row) => steps[row] > changed / 2 && steps[row] <= changed)
      const hovered = Math.max(...before) > 1.01 * best.floor
      return hovered && run.step >= changed + 1000 && lossShare(lab) < 1.003
    },
  },
  {
    name: "valleys",
    task: "Fit a sine to the wave, and end in the right valley.",
    hint: "Choose the wave and the sine, drag the start over the map, and choose half the largest stable rate. Some starts end in another valley.",
    isDone: (lab) =>
      lab.setup.approximation === "sine" &&
      lab.setup.data === "wave" &&
      lab.run.step >= 100 &&
      lab.run.loss < lab.best.floor + 1e-3 * lab.emptyLoss,
  },
]
