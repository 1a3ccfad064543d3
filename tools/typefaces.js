// Reads a list of jobs and writes a part of each typeface: the letters and weights asked for, without
// small capitals and other features that pages do not use.

const { readFileSync, writeFileSync } = require("node:fs")
const subsetFont = require("subset-font")

const FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "rvrn"]

async function main() {
  for (const { source, target, letters, weights } of JSON.parse(readFileSync(0))) {
    const options = {
      targetFormat: "woff2",
      keepFeatures: FEATURES,
      variationAxes: { wght: weights },
    }
    writeFileSync(target, await subsetFont(readFileSync(source), letters, options))
  }
}

main()
