"""The rows of CONTRIBUTING's table: the site, and the tests."""

from . import suite
from .site import builds, lab, lighthouse, live, repaint, serving, weight
from .table import AT_LEAST

ROWS = [
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
    ("cold strict build", builds.cold, 30, " s"),
    ("cold build / mkdocs-jupyter's `execute: true`", lambda: builds.ratios()[0], 0.35, ""),
    ("the same where kernels cannot be forked", lambda: builds.ratios()[1], 0.6, ""),
    ("the same, eight notebooks like the seed", lambda: builds.ratios(8)[0], 0.35, ""),
    ("the same, eight, where kernels cannot be forked", lambda: builds.ratios(8)[1], 0.6, ""),
    ("`mkdocs serve` again / the same in Markdown, without plugin", serving.again, 1.8, ""),
    ("`mkdocs serve` again, to its first page", serving.again_alone, 4, " s"),
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
