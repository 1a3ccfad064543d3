// The numbers of a figure as a table.

import { element } from "../element.js"

const MOST_ROWS = 200

export function tableOf(traces, axes) {
  const rows = traces.flatMap(({ name, x, y }) => x.map((each, index) => [name, each, y[index]]))
  const heads = ["trace", axes.x, axes.y]
  const table = element(
    "table",
    { className: "plot-values" },
    element("thead", {}, row("th", heads, { scope: "col" })),
    element("tbody", {}, ...rows.slice(0, MOST_ROWS).map((cells) => row("td", cells.map(format)))),
  )
  const label = { role: "region", ariaLabel: "Data of the figure above" }
  const area = element("div", { className: "plot-table", tabIndex: 0, ...label }, table)
  const rest = rows.length - MOST_ROWS
  if (rest > 0) area.append(element("p", {}, `And ${rest.toLocaleString("en")} more rows.`))
  const summary = element("summary", {}, "Data of this figure")
  return element("details", { className: "plot-data" }, summary, area)
}

function row(tag, texts, properties) {
  return element("tr", {}, ...texts.map((text) => element(tag, properties, text)))
}

function format(value) {
  if (typeof value !== "number") return value ?? "–"
  return value.toLocaleString("en", { maximumSignificantDigits: 7, useGrouping: false })
}
