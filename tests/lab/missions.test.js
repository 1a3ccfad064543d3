import assert from "node:assert/strict"
import { test } from "node:test"

import { MISSIONS } from "../../docs/assets/lab/missions.js"
import { runExperiment } from "./runs.js"

// For each mission an experiment that does what its hint says, and one that stops short of it.
const EXPERIMENTS = {
  "first step": ["?steps=1", ""],
  almost: ["?steps=100", "?steps=2"],
  "fly off": ["?rate=8e-7&steps=1000", "?rate=6.9e-7&steps=1000"],
  "largest rate": ["?rate=6.9e-7&steps=1000", "?rate=6.5e-7&steps=1000"],
  "side to side": ["?rate=6e-7&steps=50", "?rate=3e-7&steps=50"],
  patience: ["?rate=6.9e-7&steps=400000", "?rate=6.9e-7&steps=100000"],
  "within 200": ["?standardize=1&rate=0.012&steps=100", "?standardize=1&rate=1e-7&steps=200"],
  mean: ["?loss=mean&rate=4.1e-6&steps=100", "?loss=mean&steps=100"],
  floor: [
    "?approximation=line&guesses=2,3&rate=1e-5&steps=100000",
    "?approximation=line&guesses=2,3&rate=1e-5&steps=100",
  ],
  momentum: ["?optimizer=momentum&rate=1.2e-6&steps=20000", "?optimizer=momentum&steps=20000"],
  hover: [
    "?data=noisy&batch=1&standardize=1&rate=0.05&rates=300,0.0005&steps=2300",
    "?data=noisy&batch=1&standardize=1&rate=0.05&rates=300,0.0005&steps=600",
  ],
  valleys: [
    "?data=wave&approximation=sine&guesses=3,0.75&rate=1e-4&steps=2000",
    "?data=wave&approximation=sine&guesses=2,2&rate=1e-4&steps=2000",
  ],
}

test("every mission is done by what its hint says, and not before", () => {
  assert.deepEqual(MISSIONS.map(({ name }) => name), Object.keys(EXPERIMENTS))
  for (const { name, isDone } of MISSIONS) {
    const [enough, short] = EXPERIMENTS[name]
    assert.ok(isDone(runExperiment(enough)), `${name} is not done by ${enough}`)
    assert.ok(!isDone(runExperiment(short)), `${name} is done by ${short}`)
  }
})
