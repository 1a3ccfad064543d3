// Writes what a page has of a picture before its script moves it, for pictures.py: reads its numbers
// as JSON, and asks the module whose path is given for the HTML.

const { readFileSync } = require("node:fs")
const { pathToFileURL } = require("node:url")

const numbers = JSON.parse(readFileSync(0, "utf8"))
import(pathToFileURL(process.argv[2])).then(({ html }) => process.stdout.write(html(numbers)))
