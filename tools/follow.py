"""How many modules a reader opens to follow a call: what its module imports, all the way down.

python -m tools.follow sgd_tutorial.recipe  prints the modules below one, by depth
"""

import ast
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def imports(module: str) -> frozenset[str]:
    """The project's modules that one imports, wherever in its text; faces of packages are none."""
    tree = ast.parse(_path(module).read_text("utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*parents, node.module] if node.module else parents)
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return frozenset(name for name in names if _path(name).is_file())


def depths(module: str) -> dict[str, int]:
    """Every module below one, with the longest way there.

    Raises:
        graphlib.CycleError: if modules import each other in a circle.
    """
    graph, waiting = {}, [module]
    while waiting:
        above = waiting.pop()
        if above not in graph:
            graph[above] = imports(above)
            waiting += graph[above]
    longest: dict[str, int] = {}
    for above in reversed([*TopologicalSorter(graph).static_order()]):
        longest.setdefault(above, 0)
        for below in graph[above]:
            longest[below] = max(longest.get(below, 0), longest[above] + 1)
    return longest


def _path(module: str) -> Path:
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


def main(module: str) -> None:
    """Print the modules below one, and how many there are."""
    found = depths(module)
    for name in sorted(found, key=lambda each: (found[each], each)):
        print(f"{found[name]:3}  {name}")
    print(f"{len(found)} modules, depth {max(found.values()) + 1}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
