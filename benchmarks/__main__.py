"""Measures, writes the table that a file shows, and says what misses its bound.

python -m benchmarks README.md        the package
python -m benchmarks CONTRIBUTING.md  the site and the tests
python -m benchmarks CONTRIBUTING.md Lighthouse slider  those rows alone
"""

import sys

from . import command, figures, prediction, recipe, suite, sweeps, table
from .site import builds, lab, lighthouse, live, repaint, serving, weight
from .table import AT_LEAST

PACKAGE = [
    ("`fit` per step, recording all, / the bare loop", recipe.against_bare_loop, 1.2, ""),
    ("`fit` per step, recording all, / a `torch.optim.SGD` loop", recipe.against_optim, 0.9, ""),
    ("`import sgd_tutorial` after torch / `import torch`", recipe.import_time, 1.1, ""),
    ("`fit`, 1,000,000 steps: memory", recipe.memory_of_a_million_steps, 40, " MB"),
    ("`sweep` of 1,000 runs x 1,000 steps / one bare loop", sweeps.against_one_run, 3, ""),
    ("the same / `torch.func.vmap`", sweeps.against_vmap, 1, ""),
    ("`params_after` 10**9 steps", prediction.a_billion_steps, 2, " ms"),
    ("the slowest of the six answers", figures.slowest_answer, 10, " s"),
    ("all figures, given the answers", figures.seconds_for_all, 5, " s"),
    ("the command on 1,000,000 rows / reading them + `lstsq`", command.against_lstsq, 3, ""),
    ("the command on 1,000,000 rows, with every import", command.seconds_with_imports, 10, " s"),
]
SITE_AND_TESTS = [
    ("a lesson before any figure is near, all bytes", weight.lesson, 230, " KB"),
    ("the heaviest page's HTML, gzipped", weight.html, 30, " KB"),
    ("plotly, gzipped", weight.bundle, 500, " KB"),
    ("figures of the heaviest page, gzipped", weight.figures, 200, " KB"),
    ("palette switch to repainted figure, the slowest", repaint.palette, 100, " ms"),
    ("slider to repainted figure, the slowest", repaint.slider, 50, " ms"),
    ("the lab: a million steps of the notebook's problem", lab.million_steps, 1, " s"),
    (
        "the lab: from a control to its pictures, the slowest control's median",
        lab.repaint_median,
        16,
        " ms",
    ),
    ("the lab: the same over all controls, 95th percentile", lab.repaint_slow, 33, " ms"),
    ("live cells: the first Run to its output, nothing cached", live.first_output, 4, " s"),
    ("live cells: the next Run to its output", live.next_output, 0.1, " s"),
    ("live cells: 10,000 steps in the page / with torch", live.loop_ratio, 3, ""),
    ("live cells: Python and all, gzipped", live.weight, 5, " MB"),
    ("cold build / mkdocs-jupyter's `execute: true`", lambda: builds.ratios()[0], 0.35, ""),
    ("the same where kernels cannot be forked", lambda: builds.ratios()[1], 0.6, ""),
    ("the same, eight notebooks like the seed", lambda: builds.ratios(8)[0], 0.35, ""),
    ("the same, eight, where kernels cannot be forked", lambda: builds.ratios(8)[1], 0.6, ""),
    ("`mkdocs serve` again / the same in Markdown, without plugin", serving.again, 1.8, ""),
    ("edit of prose to served page", serving.prose_edit, 3.5, " s"),
    (
        "Lighthouse, phone: performance, the least page",
        lambda: lighthouse.scores()["performance"],
        0.99,
        AT_LEAST,
    ),
    ("Lighthouse: accessibility", lambda: lighthouse.scores()["accessibility"], 1, AT_LEAST),
    ("Lighthouse: best practices", lambda: lighthouse.scores()["best-practices"], 1, AT_LEAST),
    ("Lighthouse: SEO", lambda: lighthouse.scores()["seo"], 0.95, AT_LEAST),
    ("Lighthouse: layout shift, the largest", lambda: lighthouse.scores()["shift"], 0.02, ""),
    ("`make test`", lambda: suite.minutes("test"), 6, " min"),
    ("`make test-all`", lambda: suite.minutes("test-all"), 15, " min"),
    ("`pytest sgd_tutorial tests/package`", suite.of_the_package, 90, " s"),
]
TABLES = {"README.md": PACKAGE, "CONTRIBUTING.md": SITE_AND_TESTS}

if not TABLES.keys() & set(sys.argv[1:2]):
    sys.exit(__doc__)
table.run(TABLES[sys.argv[1]], sys.argv[1], sys.argv[2:])
