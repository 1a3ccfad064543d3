"""Slips of a loop: each has the slip that its title says and no other, so that it is fine once mended."""

import jupytext
import pytest

from pipeline.notebooks import is_examined, with_single_gaps
from sgd_tutorial.watching._watch import watching
from tests.helpers.project import ROOT


def kind_of(cell):
    """What `watch` calls its slip; the page may have a plainer title."""
    title = cell.metadata.get("fold", "gradients add up")
    return cell.metadata.get("kind", title).lower()


CELLS = [
    (kind_of(cell), with_single_gaps(cell.source))
    for cell in jupytext.read(ROOT / "docs" / "further" / "slips.py").cells
    if is_examined(cell)
]
RUN = "((w * t - 3 * t) ** 2).mean()"
BACKWARD, ADAM = f"    {RUN}.backward()\n", "optimizer = torch.optim.Adam([w], lr=0.1)\n"
NEW, LOOP = "w = torch.zeros(1, requires_grad=True)\n", "for step in range(50):\n"
ONES, SGD = NEW.replace("zeros", "ones"), ADAM.replace("Adam", "SGD")
CLIP = "    torch.nn.utils.clip_grad_norm_([w], 1.0)"
# As its reader mends it: pairs of what stands there, and what should.
MENDED = {
    "gradients add up": [("w.grad\n", "w.grad\n    w.grad = None\n")],
    "cleared before the step": [
        ("    optimizer.zero_grad()\n", ""),
        (BACKWARD, "    optimizer.zero_grad()\n" + BACKWARD),
    ],
    "update with notes": [("    w -= 0.1", "    with torch.no_grad():\n        w -= 0.1")],
    "parameter is no leaf": [
        ("0.1 * torch.ones(1, requires_grad=True)", "(0.1 * torch.ones(1)).requires_grad_()")
    ],
    "parameter replaced": [("w = w - 0.1", "w -= 0.1")],
    "uphill": [("+=", "-=")],
    "requires_grad on the wrong tensor": [("zeros(1)", "zeros(1, requires_grad=True)")],
    "no_grad left on": [("    with torch.no_grad():\n    ", "")],
    "loss cut loose": [
        (".mean().item()", ".mean()"),
        ("torch.tensor(loss, requires_grad=True)", "loss"),
    ],
    "a term without gradient": [(".detach()", "")],
    "zero gradient": [("torch.round(w * t)", "w * t")],
    "graph used twice": [(f"loss = {RUN}\n{LOOP}", f"{LOOP}    loss = {RUN}\n")],
    "changed in place": [("    guess[0] = -0.5\n", "")],
    "the graph grows": [("grad = None\n", "grad = None\n    state = state.detach()\n")],
    "losses kept with their graphs": [("+= loss", "+= loss.item()")],
    "the optimizer holds other tensors": [(SGD + ONES, ONES + SGD)],
    "optimizer made anew": [(f"{LOOP}    {ADAM}", ADAM + LOOP)],
    "model made anew": [
        (f"{LOOP}    {NEW}", NEW + LOOP),
        ("0.1 * w.grad\n", "0.1 * w.grad\n    w.grad = None\n"),
    ],
    "nothing is changed": [(BACKWARD, f"{BACKWARD}    optimizer.step()\n")],
    "parameters hidden": [
        ("[nn.Linear(1, 4), nn.Tanh()]", "nn.ModuleList([nn.Linear(1, 4), nn.Tanh()])")
    ],
    "broadcasting": [("- y)", "- y[:, None])")],
    "loss is not one number": [("** 2).b", "** 2).mean().b")],
    "wrong shape": [("nn.Linear(4, 1)", "nn.Linear(8, 1)")],
    "wrong dtype": [("labels).b", "labels.long()).b")],
    "whole numbers": [("[0]", "[0.0]")],
    "softmax twice": [(", nn.Softmax(dim=1)", "")],
    "softmax over the points": [("dim=0", "dim=1")],
    "nll_loss wants log probabilities": [("nll_loss", "cross_entropy")],
    "sigmoid twice": [(".sigmoid()", "")],
    "targets outside 0 to 1": [("x.sign()", "(x > 0).float()")],
    "errors averaged before the square": [("3 * t).mean() ** 2)", "3 * t) ** 2).mean()")],
    "no lowest point": [("(w * t - 3 * t)", "((w * t - 3 * t) ** 2)")],
    "rate too large": [("0.15", "0.047")],
    "rate too small": [("1e-4", "1.4")],
    "the rate runs out": [("0.7)", "0.99)")],
    "clipping has no effect": [
        (CLIP, ""),
        ("    optimizer.step()\n", f"{CLIP}\n    optimizer.step()\n"),
    ],
    "badly scaled": [
        ("0, 100, 30)\n", "0, 100, 30)\nt = (t - t.mean()) / t.std()\n"),
        ("1e-4", "0.1"),
    ],
    "final relu": [(", nn.ReLU())", ")")],
    "dead relu": [("net[0].bias.data -= 5\n", "")],
    "units all alike": [
        ("full((1, 8), 0.5,", "randn(1, 8,"),
        ("full((8, 1), 0.5,", "randn(8, 1,"),
    ],
    "two linear layers in a row": [("8), nn.L", "8), nn.Tanh(), nn.L")],
    "saturated units": [("30)[:, None]", "30)[:, None] / 900"), ("(x / 900)", "x")],
    "not a number": [("w[0] * t + w[1])", "(w[0] * t + w[1]).clamp(min=1e-3))")],
    "gradient is not a number": [("(w**2).sum()", "((w**2).sum() + 1e-12)")],
    "not shuffled": [("x.split", "x[torch.randperm(120)].split")],
    "eval mode while training": [(").eval()", ")")],
    "train mode while judging": [
        ("    with torch.no_grad():\n", "    net.eval()\n    with torch.no_grad():\n"),
        ("- 3 * x) ** 2).mean()\n", "- 3 * x) ** 2).mean()\n    net.train()\n"),
    ],
}

# Where the slip is, and not where its effect is seen: a part of that line. What is not here is no
# one line, is a line that is missing, or lies in a part of the model that `watch` did not see made.
LINES = {
    "cleared before the step": "zero_grad",
    "update with notes": "w -= 0.1",
    "parameter is no leaf": "0.1 * torch.ones",
    "parameter replaced": "w = w - 0.1",
    "uphill": "+=",
    "no_grad left on": "loss = ",
    "loss cut loose": ".item()",
    "a term without gradient": ".detach()",
    "zero gradient": "torch.round",
    "graph used twice": "loss = ",
    "changed in place": "guess[0]",
    "the graph grows": "state = torch.tanh",
    "losses kept with their graphs": "total += loss",
    "the optimizer holds other tensors": "torch.ones",
    "optimizer made anew": "optimizer = ",
    "model made anew": "w = torch.zeros",
    "parameters hidden": "self.layers = ",
    "broadcasting": "- y)",
    "loss is not one number": "** 2).backward()",
    "wrong dtype": "cross_entropy",
    "whole numbers": "[0]",
    "softmax twice": "cross_entropy",
    "nll_loss wants log probabilities": "nll_loss",
    "sigmoid twice": ".sigmoid()",
    "targets outside 0 to 1": "x.sign()",
    "errors averaged before the square": ".mean() ** 2",
    "no lowest point": "(w * t - 3 * t).mean()",
    "rate too large": "0.15",
    "rate too small": "1e-4",
    "the rate runs out": "schedule.step()",
    "clipping has no effect": "clip_grad_norm_",
    "units all alike": "torch.full",
    "not a number": "torch.log",
    "gradient is not a number": ".sqrt()",
    "eval mode while training": ".eval()",
    "train mode while judging": "held_out",
}


def seen_of(program):
    """What is seen of a program, to its end or its error."""
    names = {}
    try:
        with watching(lambda: list(names.items())) as seen:
            exec(compile(program, "<cell>", "exec"), names)
    except Exception:
        assert seen.findings[0].kind != "fine"
    return seen


@pytest.mark.parametrize(("kind", "program"), CELLS, ids=[kind for kind, _ in CELLS])
def test_a_loop_has_the_slip_that_it_is_there_for(kind, program):
    first = seen_of(program).findings[0]
    assert first.kind.lower() == kind
    if kind in LINES:
        assert LINES[kind] in program.splitlines()[first.line - 1]


@pytest.mark.parametrize(("kind", "program"), CELLS, ids=[kind for kind, _ in CELLS])
def test_mended_it_is_fine(kind, program):
    mended = f"{program}\n"
    for before, after in MENDED[kind]:
        assert mended.count(before) == 1
        mended = mended.replace(before, after)
    assert seen_of(mended).kinds == ("fine",)


def test_there_are_all_kinds_that_one_program_can_show():
    assert len({kind for kind, _ in CELLS}) == len(CELLS) > 40


def test_the_page_says_how_many_loops_it_has():
    text = (ROOT / "docs" / "further" / "slips.py").read_text()
    assert f"Here are {len(CELLS)} of them." in text
