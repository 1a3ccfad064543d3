"""Run random programs by torch and by the small torch, and count those on which they agree.

    python -m tools.random_programs 0 5000

The arguments are the first seed and the one after the last. The programs call what torch's own
signatures name, with random arguments: see tests/helpers/signature_programs.py.
"""

import sys

from tests.helpers.agreement import run
from tests.helpers.signature_programs import program


def main(first: int, end: int) -> None:
    """Print how many programs agree, and show those that do not."""
    runs = {seed: run(program(seed)) for seed in range(first, end)}
    differing = {seed: each for seed, each in runs.items() if each.difference}
    for seed, each in differing.items():
        print(f"seed {seed}:\n{each.difference}\n")
    lacking = sum(bool(each.lacking) for each in runs.values())
    words = sum(len(each.other_words) for each in runs.values())
    print(
        f"{len(runs) - len(differing):,} of {len(runs):,} random programs give what torch gives: "
        f"{len(runs) - len(differing) - lacking:,} to their end, {lacking:,} up to a name that the "
        f"small torch says it lacks. {words:,} calls are refused for another reason than torch's."
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
