"""Slips of a loop: each has the slip that its name says, and is fine when it is mended."""

import jupytext
import pytest

from pipeline.notebooks import is_examined
from sgd_tutorial.watching._watch import watching
from tests.helpers.project import ROOT

CELLS = [
    (cell.metadata.get("fold", "gradients add up").lower(), cell.source)
    for cell in jupytext.read(ROOT / "docs" / "slips.py").cells
    if is_examined(cell)
]
# As its reader mends it: what stands there, and what should.
MENDED = {
    "gradients add up": ("w.grad\n", "w.grad\n    w.grad = None\n"),
    "update with notes": ("w -= 0.1", "w.data -= 0.1"),
    "broadcasting": ("- y)", "- y[:, None])"),
    "softmax twice": (", nn.Softmax(dim=1)", ""),
    "loss cut loose": ("torch.tensor(loss, requires_grad=True)", "loss"),
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
def test_a_slip_is_called_by_its_name(kind, program):
    first = seen_of(program).findings[0]
    assert first.kind.lower() == kind
    assert first.line is None or 0 < first.line <= len(program.splitlines())


@pytest.mark.parametrize("kind", MENDED)
def test_mended_it_is_fine(kind):
    program = f"{dict(CELLS)[kind]}\n"
    before, after = MENDED[kind]
    assert program.count(before) == 1
    mended = program.replace(before, after).replace(").mean().item()", ").mean()")
    assert seen_of(mended).kinds == ("fine",)


def test_there_are_all_kinds_that_one_program_can_show():
    assert len({kind for kind, _ in CELLS}) == len(CELLS) > 40
