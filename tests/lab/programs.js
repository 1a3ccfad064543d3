// Programs: reads cases as JSON and writes, for each, its program and the lab's numbers at the end.

import { readFileSync } from "node:fs"

import { programOf } from "../../docs/assets/lab/pytorch-program.js"
import { runsOf } from "./runs.js"

const cases = JSON.parse(readFileSync(0, "utf8"))
const runs = cases.map(([setup, rates, steps]) => runsOf([[setup, rates, steps]], [steps])[0])
const programs = runs.map((run, i) => programOf(cases[i][0], cases[i][1], run.step))
process.stdout.write(JSON.stringify(runs.map((run, i) => ({ ...run, program: programs[i] }))))
