// Sets formulas with KaTeX for formulas_and_terms.py: reads [[tex, display], ...] and writes
// [{ html } or { error }, ...], both as JSON. The parameters have macros, \a, \b, \c, which give
// each its color.

const { readFileSync } = require("node:fs")
const katex = require("katex")

// The TeX beside the MathML: no browser shows it, and without it a page of formulas weighs 3 % less.
const SOURCE = /<annotation.*?<\/annotation>/s

const macros = Object.fromEntries(
  ["a", "b", "c"].map((name) => [`\\${name}`, `\\htmlClass{param-${name}}{${name}}`]),
)
const settings = {
  macros,
  throwOnError: true,
  trust: ({ command }) => command === "\\htmlClass",
  strict: (code) => (code === "htmlExtension" ? "ignore" : "error"),
}

function render([tex, displayMode]) {
  try {
    return { html: katex.renderToString(tex, { ...settings, displayMode }).replace(SOURCE, "") }
  } catch (error) {
    return { error: error.message }
  }
}

const formulas = JSON.parse(readFileSync(0, "utf8"))
process.stdout.write(JSON.stringify(formulas.map(render)))
