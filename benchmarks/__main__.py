"""Measures the package, prints the table that README shows, and says what misses its bound.

python -m benchmarks            print the table
python -m benchmarks README.md  also write it into that file, between its two markers
python -m benchmarks README.md sweep  those rows alone
"""

import sys

from . import command, figures, prediction, recipe, sweeps, table

BENCHMARKS = [
    ("`fit` per step, recording all, / the bare loop", recipe.against_bare_loop, 1.2, ""),
    ("`fit` per step, recording all, / a `torch.optim.SGD` loop", recipe.against_optim, 0.9, ""),
    ("`import sgd_tutorial` after torch / `import torch`", recipe.import_time, 1.1, ""),
    ("`fit`, 1,000,000 steps: memory", recipe.memory_of_a_million_steps, 40, " MB"),
    ("`sweep` of 1,000 runs x 1,000 steps / one bare loop", sweeps.against_one_run, 3, ""),
    ("the same / `torch.func.vmap`", sweeps.against_vmap, 1, ""),
    ("`sweep` of 1,000 runs / a Python loop over runs", sweeps.against_run_after_run, 1, ""),
    ("`params_after` 10**9 steps", prediction.a_billion_steps, 2, " ms"),
    ("the slowest of the six answers", figures.slowest_answer, 10, " s"),
    ("all figures, given the answers", figures.seconds_for_all, 5, " s"),
    ("the command on 1,000,000 rows / reading them + `lstsq`", command.against_lstsq, 3, ""),
    (
        "the command on 1,000,000 rows, with every import",
        command.seconds_for_a_million_rows,
        10,
        " s",
    ),
]

table.run(BENCHMARKS, "benchmarks", sys.argv[1:])
