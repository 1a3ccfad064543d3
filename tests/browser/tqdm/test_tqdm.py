"""A bar hands on, counts and at its end shows what tqdm does, but for times and rates."""

import contextlib
import io
import re
from importlib import import_module

import pytest
import tqdm

from tests.helpers.small_numpy import BOTH
from tests.helpers.small_torch import load

small_tqdm = load("tqdm", "small_tqdm")
LOOPS = [
    "[*bar([3, 1, 2])]",
    "[*bar({'a': 1}.items(), desc='epoch')]",
    "[*trange(2, 9, 3)], [*trange(0)]",
    "[*bar(iter('ab'))], len(bar([1, 2])), bool(bar([]))",
    "[(i, e) for i, e in enumerate(bar('abc', leave=False))]",
    "[*bar(range(3), disable=True)]",
    "[*bar(range(4), total=8, unit='batch', ncols=None, position=0)]",
    "[next(iter(bar(range(3))))]",
    "[[j for j in trange(i)] for i in trange(3, desc='outer')]",
    "[bar.write('line'), bar.write('x', end='')]",
]
BARS = [
    "for i in pbar: pbar.set_description(f'epoch {i}')",
    "for i in pbar: pbar.set_postfix(loss=1 / (i + 7), best=1e-9, name='x', all=[1], n=123456789)",
    "for i in pbar: pbar.set_postfix({'z': i, 'a': 2.5}); pbar.refresh()",
    "for i in pbar: pbar.set_postfix(loss=np.float32(i) / 3, w=torch.tensor(0.25))",
    "for i in pbar: pbar.set_postfix_str('done'); pbar.set_description_str('bare')",
    "for i in pbar:\n    if i == 5: break",
    "for i in pbar: pass\npbar.close()",
    "pbar = bar(total=30)\nwith pbar: pbar.update(7); pbar.update()",
    "pbar = bar(total=3)\npbar.update(9)\npbar.close()",
    "pbar = bar()\npbar.update(2)\npbar.close()",
    "pbar = bar(range(3), 'named', initial=1, postfix={'a': 1})\nfor i in pbar: pass",
]


class Bars(io.StringIO):
    """Standard error as the page has it: tqdm draws with blocks."""

    encoding = "utf-8"


def seen(code, run):
    """What it gives, what it prints, and its last line on standard error, without times."""
    found = []
    for module, more in zip((tqdm, small_tqdm), BOTH, strict=True):
        names = {"bar": module.tqdm, "trange": module.trange, **more}
        printed, bars = io.StringIO(), Bars()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(bars):
            value = run(code, names)
        lines = [line.split("\r")[-1].rstrip() for line in bars.getvalue().rstrip("\n").split("\n")]
        lines = [
            re.sub(r"\d\d:\d\d<.*?it/s|\d\d:\d\d, .*?it/s|<\?, \?it/s", "T", line) for line in lines
        ]
        found.append((value, printed.getvalue(), lines))
    return found


@pytest.mark.parametrize("code", LOOPS)
def test_a_loop_is_tqdms(code):
    theirs, ours = seen(code, eval)
    assert ours[:2] == theirs[:2]


@pytest.mark.parametrize("code", BARS)
def test_the_last_bar_is_tqdms(code):
    def run(code, names):
        exec(f"pbar = bar(range(10), desc='d')\n{code}", names)
        return names["pbar"].n, names["pbar"].total

    theirs, ours = seen(code, run)
    assert ours[:2] == theirs[:2]
    assert ours[2][-1] == theirs[2][-1]


@pytest.mark.parametrize("name", ["auto", "notebook"])
def test_its_other_modules_have_the_same_bar(name):
    module = import_module(f"small_tqdm.{name}")
    assert (module.tqdm, module.trange) == (small_tqdm.tqdm, small_tqdm.trange)


def test_what_it_lacks_is_named():
    with pytest.raises(AttributeError, match=r"small tqdm has no tqdm\.format_dict"):
        small_tqdm.tqdm([]).format_dict  # noqa: B018
