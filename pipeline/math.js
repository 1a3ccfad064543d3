// Sets formulas with KaTeX: reads [[tex, display], ...] and writes [html, ...], both as JSON.
// Parameters have macros of their own, \a, \b, \c, which give each its color.

const { readFileSync } = require("node:fs")
const katex = require("katex")

// The TeX beside the MathML: nobody reads it, and a page of formulas weighs 3 % less.
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

try {
  const formulas = JSON.parse(readFileSync(0, "utf8"))
  const html = formulas.map(([tex, displayMode]) =>
    katex.renderToString(tex, { ...settings, displayMode }).replace(SOURCE, ""),
  )
  process.stdout.write(JSON.stringify(html))
} catch (error) {
  process.stderr.write(error.message)
  process.exitCode = 1
}
