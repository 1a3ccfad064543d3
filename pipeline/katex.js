// Sets formulas with KaTeX for formulas_and_terms.py: reads [[tex, display], ...] and writes
// [{ html } or { error }, ...], both as JSON. The parameters have macros, \a, \b, \c, which give
// each its color.

const { readFileSync } = require("node:fs")
const katex = require("katex")

// The TeX beside the MathML: no browser shows it, and without it a page of formulas weighs 3 % less.
const SOURCE = /<annotation.*?<\/annotation>/s

// A formula with so few letters is not broken at the end of a line.
const SHORT = 12
const DRAWN = '<span class="katex-html"'

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
    return { html: keepWhole(katex.renderToString(tex, { ...settings, displayMode }).replace(SOURCE, "")) }
  } catch (error) {
    return { error: error.message }
  }
}

function keepWhole(html) {
  const letters = html.slice(html.indexOf(DRAWN)).replace(/<.*?>/gs, "")
  return letters.length > SHORT ? html : html.replace(DRAWN, '<span class="katex-html whole"')
}

const formulas = JSON.parse(readFileSync(0, "utf8"))
process.stdout.write(JSON.stringify(formulas.map(render)))
