"""The recipe's pages, the snippets and the notebook print with the small torch what torch prints."""

import json
import os
import re
import subprocess
import sys
import tempfile

import pytest

from tests import notebook
from tests.conftest import ROOT
from tests.live.both import FOLDER

SCRIPT = ROOT / "tests" / "live" / "cells.py"
RECIPE = sorted((ROOT / "docs" / "recipe").glob("*.py"))
SNIPPETS = ROOT / "docs" / "snippets"
RUNNABLE = [
    "divergence_guard",
    "fit",
    "fit_csv",
    "gradient_check",
    "held_out",
    "loop",
    "mean_loss",
    "schedule",
    "several_starts",
    "stable_rate",
    "standardize",
]
# These need what a browser has not: a process, a file that stays.
ELSEWHERE = ["checkpoint", "many_processes"]

# The notebook's cells.
NOTEBOOK = """\
# tensor is a number/list/matrix; which is from (py)torch.tensor
from torch import tensor, arange
import plotly.express as px
print(tensor(5))
print(tensor([1,2,3, 4, 5]))

def y(x, sum = True):
  ys = (5 * x * x)
  if sum: return ys.sum()
  else: return ys
xt = arange(1, 21).float().requires_grad_()
print('xt,', xt)
print('yt,', y(xt, sum = False))
yt = y(xt, sum = True)
yt.backward()
print(xt.grad)

xs = arange(-20., 21.)
ys = y(xs, sum = False)
px.scatter(x=xs, y=ys, width = 600)

def approximation_func(x, params):
  return params[0] * x * x + params[1] * x + params[2]
params = tensor([1.,2.,3.]).requires_grad_()
px.scatter(data_frame={
    'x': xs,
    'data':ys,
    'approx':approximation_func(xs, params).detach().numpy()
}, x = xs, y = ['data', 'approx'], width = 600)

def se(y1, y2): return ((y1-y2)**2).sum()#.mean()
loss = se(approximation_func(xs, params), ys)
print('loss,',loss)
loss.backward()
print('gradient,',params.grad)

learning_rate = 1e-7#3
params.data -= params.grad * learning_rate
print('new param,',params.data)
params.grad = None
px.scatter(data_frame={
    'x': xs,
    'data':ys,
    'approx':approximation_func(xs, params).detach().numpy()
}, x = xs, y = ['data', 'approx'], width = 600)

loss = se(approximation_func(xs, params), ys)
print('loss,',loss)
loss.backward()
print('gradient,',params.grad)
params.data -= params.grad * learning_rate
params.grad = None
print('new param,',params.data)

for i in range(10000):
  loss = se(approximation_func(xs, params), ys)
  loss.backward()
  params.data -= params.grad * learning_rate
  params.grad = None
print('loss,',loss)
print('new param,',params.data)
px.scatter(data_frame={
    'x': xs,
    'data':ys,
    'approx':approximation_func(xs, params).detach().numpy()
}, x = xs, y = ['data', 'approx'], width = 600)
"""


def printed(paths, folder=""):
    """What each program prints and how it ends, with the torch in that folder."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    asked = [sys.executable, str(SCRIPT), str(folder), *map(str, paths)]
    with tempfile.TemporaryDirectory() as scratch:  # some programs write files
        done = subprocess.run(
            asked, capture_output=True, text=True, env=environment, cwd=scratch, check=True
        )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def with_small(tmp_path_factory):
    path = tmp_path_factory.mktemp("notebook") / "notebook.py"
    path.write_text(NOTEBOOK)
    snippets = [p for p in SNIPPETS.glob("*.py") if p.stem not in ELSEWHERE]
    found = printed([path, *RECIPE, *snippets], FOLDER.parent)
    return {(p.rsplit("/", 1)[1][:-3]): ended for p, ended in found.items()}


@pytest.fixture(scope="module")
def with_torch():
    return {p.rsplit("/", 1)[1][:-3]: ended for p, ended in printed(RECIPE).items()}


def test_the_notebook_prints_what_it_printed(with_small):
    assert with_small["notebook"] == ["\n".join(notebook.OUTPUTS) + "\n", ""]


@pytest.mark.parametrize("name", [path.stem for path in RECIPE])
def test_the_cells_of_the_recipe_print_what_torch_prints(with_small, with_torch, name):
    assert with_torch[name][0]
    assert with_torch[name][1] == ""
    assert with_small[name] == with_torch[name]


@pytest.mark.parametrize("name", RUNNABLE)
def test_snippets_print_what_torch_prints(with_small, name):
    assert with_small[name] == [(SNIPPETS / f"{name}.txt").read_text(), ""]


def test_every_other_snippet_is_told_what_is_missing(with_small):
    others = {path.stem for path in SNIPPETS.glob("*.py")} - {*RUNNABLE, *ELSEWHERE}
    for name in others:
        end = with_small[name][1]
        assert re.search("this page's small (torch|plotly) has no", end), name
