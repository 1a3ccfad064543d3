// The numbers of a figure, for who reads them.

import { element } from "../element.js"

const MOST_ROWS = 200

export function table(traces, axes) {
  const rows = traces.flatMap(({ name, x, y }) => x.map((each, place) => [name, each, y[place]]))
  const heads = ["trace", axes.x, axes.y]
  const area = element("div", { className: "plot-table", tabIndex: 0, role: "region" })
  area.ariaLabel = "Data of the figure above"
  area.append(
    element(
      "table",
      { className: "plot-values" },
      element("thead", {}, row("th", heads, { scope: "col" })),
      element("tbody", {}, ...rows.slice(0, MOST_ROWS).map((cells) => row("td", cells.map(told)))),
    ),
  )
  const rest = rows.length - MOST_ROWS
  if (rest > 0) area.append(element("p", {}, `And ${rest.toLocaleString("en")} more rows.`))
  const summary = element("summary", {}, "Data of this figure")
  return element("details", { className: "plot-data" }, summary, area)
}

function row(tag, texts, properties) {
  return element("tr", {}, ...texts.map((text) => element(tag, properties, text)))
}

function told(value) {
  if (typeof value !== "number") return value ?? "–"
  return value.toLocaleString("en", { maximumSignificantDigits: 7, useGrouping: false })
}
