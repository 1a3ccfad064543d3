// Many dots as one element, which a browser draws faster than a circle each: lines of no length, with
// round ends.

import { moves } from "./panel.js"

export function dots(panel, xs, ys, radius, role) {
  const { left, right, top, bottom } = panel.box
  const places = Array.from(xs, (x, i) => [panel.atX(x), panel.atY(ys[i])])
  const inside = places.filter(([x, y]) => x >= left && x <= right && y >= top && y <= bottom)
  return `<path class="picture-line ${role}" d="${moves(inside, "m", "h0")}" style="stroke-width: ${2 * radius}px"/>`
}
