"""The runner of live cells in Chromium: what a run gives."""

import inspect
import json

import pytest
import torch
from IPython.lib.pretty import pretty

from tests.helpers import first_networks, notebook, small_torch
from tests.helpers.package_program import PROGRAM, assert_same_results
from tests.helpers.random_programs import program
from tests.helpers.reading import python_worker, run_in
from tests.helpers.run_cells import run_cells

# What a run gives


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("'a'", "'a'"),
        ("None", None),
        ("x = 1", None),
        ("1 + 1;", None),
        ("1 + 1  # ; no", "2"),
        ("'é'; ", None),
        ("# nothing", None),
        ("", None),
        ("if True:\n    5", None),
        ("import torch\ntorch.ones(2)", "tensor([1., 1.])"),
        ("list(range(40))", pretty(list(range(40)))),
        ("'x' * 1_000_000", "'" + 99_999 * "x" + "\n… and 900,002 more characters."),
        ("from dataclasses import dataclass\n@dataclass\nclass P:\n    a: int\nP(3)", "P(a=3)"),
    ],
)
def test_the_last_expression_is_shown_as_in_a_notebook(run, code, value):
    assert run(code)["value"] == value


def test_earlier_cells_run_first_and_in_silence_also_if_they_print_at_length(run):
    loud = "a = 1\nfor i in range(20_000): print(i)"
    found = run("print(a + b)", before=[loud, "b = a + 1"])
    assert (found["ended"], found["text"]) == ("done", "3\n")


LOOP = """\
import torch

w = torch.zeros(2, requires_grad=True)
for step in range(20):
    loss = (w - 1).square().sum()
    loss.backward()
    {update}
print("done")
w.shape"""


@pytest.mark.parametrize(
    ("update", "kind"),
    [
        ("w.data -= 0.1 * w.grad", "14 of 15 changes seen used the sum"),
        ("w.data -= 0.1 * w.grad; w.grad = None", "Fine: 20 backward passes"),
    ],
)
def test_a_loop_that_is_examined_runs_as_it_is_and_ends_with_what_is_wrong(run, update, kind):
    found = run(LOOP.format(update=update), examine=True)
    assert (found["ended"], found["text"]) == ("done", "done\ntorch.Size([2])\n")
    assert found["value"].startswith(kind)


def test_its_error_has_a_note_with_the_readers_line_and_no_line_of_ours(run):
    error = run(LOOP.format(update="w -= 0.1 * w.grad"), examine=True)["error"]
    assert error.count("File ") == error.count('File "<cell>", line 7') == 1
    assert "sgd.watch: A parameter is changed in place (line 7, `w -= 0.1 * w.grad`)" in error


@pytest.mark.slow
def test_a_first_network_trains_and_prints_what_it_prints_with_torch(run):
    name = "a first Module with DataLoader and Adam"
    [outcome] = run_cells({name: [{"code": first_networks.PROGRAMS[name], "checks": ""}]})[name]
    found = run(first_networks.PROGRAMS[name])
    assert (found["ended"], found["text"]) == ("done", outcome["printed"])


ARRAYS = """\
import sys
import torch

before = "numpy" in sys.modules
import numpy as np

np.random.seed(0)
x = np.linspace(0, 1, 5, dtype=np.float32)
y = torch.from_numpy(x)
y *= 2
print(x, y.numpy() is x, np.random.rand(2), before)
print(np.mean((x - y.numpy()) ** 2), torch.tensor(x).mean(), [x.sum(), np.float64(1) / 3])"""


def test_numpy_and_torch_share_numbers_and_numpy_loads_when_it_is_imported(run):
    [outcome] = run_cells({"arrays": [{"code": ARRAYS, "checks": ""}]})["arrays"]
    found = run(ARRAYS)
    assert (found["ended"], found["error"]) == ("done", None)
    assert found["text"] == outcome["printed"].replace("True\n", "False\n", 1)
    assert "numpy' has no attribute 'arrray'" in run("import numpy as np\nnp.arrray")["error"]
    for code in ("import numpy as np\nnp.fft", "from numpy import fft"):
        assert "this page's small numpy has no numpy.fft; the" in run(code)["error"]


SPOILERS = [
    "import torch\ntorch.ones = None\nx = 5",
    "import math, random, statistics\nmath.pi = 3\nrandom.random = statistics.mean = None",
    "import builtins\nbuiltins.len = None\nbuiltins.added = 5",
    "import sys\nsys.path.clear()\nsys.meta_path.clear()\nsys.setrecursionlimit(100)",
    "import sys\nsys.modules.clear()",
    "import warnings\nwarnings.simplefilter('error')",
    "import os\nos.environ['A'] = 'b'\nopen('left', 'w').write('x')\nos.chdir('/')",
    "import decimal\ndecimal.getcontext().prec = 3",
    "from session import program\nprogram._case = program.execute = None",
]
PRISTINE = """
import decimal, math, os, random, statistics, sys, torch, warnings
warnings.warn("heard")
print(torch.ones(2), math.pi, random.random() < 1, statistics.mean([1, 3]))
print(len([1]), hasattr(__builtins__, "added"), sys.getrecursionlimit(), decimal.getcontext().prec)
print(os.environ.get("A"), os.path.exists("left"), os.path.basename(os.getcwd()))
x
"""


@pytest.mark.parametrize("code", SPOILERS)
def test_a_run_begins_afresh_in_the_same_worker(browser_page, code):
    run_in(browser_page, "1")
    worker = python_worker(browser_page)
    run_in(browser_page, code)
    found = run_in(browser_page, PRISTINE)
    assert found["text"].splitlines()[-3:] == [
        "tensor([1., 1.]) 3.141592653589793 True 2",
        "1 False 300 28",
        "None False cells",
    ]
    assert "UserWarning: heard" in found["text"]
    assert found["error"].endswith("NameError: name 'x' is not defined")
    assert python_worker(browser_page) is worker


def test_standard_output_and_standard_error_come_in_order(run):
    code = "import sys\nfor i in range(3):\n    print(i)\n    print('e', i, file=sys.stderr)"
    assert run(code)["text"] == "0\ne 0\n1\ne 1\n2\ne 2\n"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("print('line')", "line\n"),
        ("print('a')\nprint('b')", "a\nb\n"),
        ("print('a')\nimport time\ntime.sleep(0.1)\nprint('part', end='')", "a\npart"),
        ("import sys\nsys.stdout.write('part')\nsys.stdout.flush()", "part"),
    ],
)
def test_output_comes_while_the_cell_runs(browser_page, code, text):
    """The cell never ends: it is stopped when the text is there."""
    ended = browser_page.evaluate(
        """async ([code, expected]) => {
          let text = ""
          const run = live.run({ code }, (more) => {
            text += more
            if (text === expected) run.stop()
          })
          return (await run.finished).ended
        }""",
        [f"{code}\nwhile True: pass", text],
    )
    assert ended == "stopped"


def test_a_figure_comes_as_numbers_and_names(run):
    code = "import plotly.express as px\npx.line(x=[1, 2], y=[3.5, float('nan')], labels={'x': 'step'})"
    found = run(code)
    assert found["value"] is None
    assert found["figures"] == [
        {
            "traces": [{"name": "", "mode": "lines", "x": [1, 2], "y": [3.5, None]}],
            "title": "",
            "xTitle": "step",
            "yTitle": "y",
            "xLog": False,
            "yLog": False,
            "xRange": None,
            "yRange": None,
        }
    ]
    more = run("import plotly.express as px\npx.line(x=range(20_001), y=range(20_001))")
    assert (
        more["error"]
        == "ValueError: this page draws at most 20,000 points; plotly draws more in Colab"
    )


# Errors


def test_a_traceback_shows_the_readers_own_lines_alone(run):
    code = "import torch\n\ndef f(n):\n    return torch.ones(n) + torch.ones(2)\n\nf(3)"
    with pytest.raises(RuntimeError) as raised:
        exec(code, {})
    found = run(code)
    assert found["ended"] == "error"
    assert found["error"].splitlines() == [
        "Traceback (most recent call last):",
        '  File "<cell>", line 6, in <module>',
        "    f(3)",
        "    ~^^^",
        '  File "<cell>", line 4, in f',
        "    return torch.ones(n) + torch.ones(2)",
        "           ~~~~~~~~~~~~~~^~~~~~~~~~~~~~~",
        f"RuntimeError: {raised.value}",
    ]


def test_an_error_of_an_earlier_cell_names_it(run):
    found = run("1", before=["x = 1", "y = x / 0"])
    assert found["ended"] == "error"
    assert '  File "<cell 2>", line 1, in <module>\n    y = x / 0' in found["error"]


def test_errors_that_led_to_another_are_shown_if_they_are_the_readers(run):
    code = "try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('b') from error"
    found = run(code)["error"]
    assert found.count("Traceback") == 2
    assert "KeyError: 'a'\n\nThe above exception was the direct cause" in found
    inside = run("import torch\ntorch.nonsense")["error"]
    assert inside.count("Traceback") == 1


def test_a_syntax_error_points_at_its_place(run):
    found = run("x = (1,\ny = 2")
    assert found["ended"] == "error"
    assert found["error"].startswith(
        '  File "<cell>", line 1\n    x = (1,\n        ^\nSyntaxError:'
    )


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "raise KeyboardInterrupt", "input()"])
def test_whatever_is_raised_is_told(run, code):
    found = run(code)
    assert found["ended"] == "error"
    assert found["error"].startswith('Traceback (most recent call last):\n  File "<cell>", line 1')


def test_an_error_that_does_not_let_itself_be_changed_is_told(run):
    code = "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Off(Exception):\n    by: int"
    above = run("raise Off(3)", before=[code])["error"]
    assert above.splitlines() == [
        "Traceback (most recent call last):",
        '  File "<cell>", line 1, in <module>',
        "    raise Off(3)",
        "Off: 3",
    ]


@pytest.mark.parametrize("name", ["pandas", "sqlite3", "js", "pyodide_js", "ctypes"])
def test_a_package_that_is_not_here_is_told_where_it_runs(run, name):
    error = run(f"import {name}")["error"]
    assert f"ModuleNotFoundError: No module named '{name}'\nThis page's Python has part" in error


LACKING = "NotImplementedError: this page's Python "


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("input('Your name? ')", LACKING + "cannot ask you for input; "),
        ("import asyncio\nasyncio.run(None)", LACKING + "runs no coroutines"),
        (
            "import asyncio\nawait asyncio.sleep(0)",
            "SyntaxError: this page's Python runs no coroutines",
        ),
        ("import threading\nthreading.Thread().start()", LACKING + "start"),
        ("help(len)", LACKING + "has no help(); "),
        ("breakpoint()", LACKING + "has no debugger; "),
        ("import os\nos.system('ls')", LACKING + "has no shell; "),
        ("%timeit 1", "SyntaxError: a line that begins with % is IPython's, not Python's"),
        ("x = 1\n!pip install 'numpy", "SyntaxError: a line that begins with ! is IPython's, not"),
        ("open('data.csv')", "\nThis page's Python cannot see your files."),
    ],
)
def test_what_this_python_lacks_is_said_with_where_it_runs(run, code, told):
    error = run(code)["error"]
    assert told in error
    assert "in Colab" in error.splitlines()[-1]
    assert run("1", before=[code])["error"].endswith(error.splitlines()[-1])


@pytest.mark.parametrize(
    "code", ["x = (5\n% 3 +)", "x = 1\nfor", 'x = """\n!ls\n"""\n(', "print(5 %)"]
)
def test_a_mistake_in_python_is_told_in_pythons_own_words(run, code):
    with pytest.raises(SyntaxError) as raised:
        compile(code, "<cell>", "exec")
    assert run(code)["error"].splitlines()[-1] == f"SyntaxError: {raised.value.msg}"


def test_an_exception_in_backward_leaves_the_next_run_right(run):
    code = "import torch\nx = torch.ones(2).requires_grad_()\ny = (x * x).sum()\ny.backward()\n"
    assert run(code + "y.backward()")["ended"] == "error"
    assert run(code + "x.grad")["value"] == "tensor([2., 2.])"


# Checks

CHECKS = '''
def check_one():
    """One is one.

    The rest is not shown."""
    assert f(1) == 1

def check_two():
    """Twice two is four."""
    assert f(2) == 4, f"f(2) is {f(2)}: is anything missing?"

def check_three():
    """It takes a list."""
    f(None) + 1

def check_four():
    """An assertion without words is a hint, too."""
    assert f(0)
'''


def test_checks_say_which_cases_pass_and_give_a_hint(run):
    found = run("print('told')\ndef f(x):\n    print('untold')\n    return x", checks=CHECKS)
    assert found["text"] == "told\n"
    assert found["cases"] == [
        {"name": "One is one.", "passed": True, "hint": None},
        {"name": "Twice two is four.", "passed": False, "hint": "f(2) is 2: is anything missing?"},
        {
            "name": "It takes a list.",
            "passed": False,
            "hint": "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'",
        },
        {
            "name": "An assertion without words is a hint, too.",
            "passed": False,
            "hint": "AssertionError",
        },
    ]

    failed = run("def f(x): return x\n1 / 0", checks=CHECKS)
    assert (failed["ended"], failed["cases"]) == ("error", [])


# Is it torch?

PROGRAMS = 300
CHUNK = 20
REPLAY = "\n\n".join(
    [
        "import json, struct, torch, warnings",
        f"MOST_SHOWN = {small_torch.MOST_SHOWN}",
        *map(inspect.getsource, (small_torch.bits, small_torch.describe, small_torch.run_lines)),
        "for lines in PROGRAMS: print(json.dumps(run_lines(lines, torch)))",
    ]
)


def test_random_programs_print_what_torch_prints(run):
    for start in range(0, PROGRAMS, CHUNK):
        programs = [program(seed) for seed in range(start, start + CHUNK)]
        found = run(REPLAY, before=[f"PROGRAMS = {programs!r}"])
        assert found["ended"] == "done", found
        for seed, text in enumerate(found["text"].splitlines(), start):
            expected = small_torch.run_lines(program(seed), torch)
            assert text == json.dumps(expected), f"seed {seed}"


def test_the_notebooks_cells_print_what_they_printed_and_draw(run):
    found = run(notebook.CODE)
    assert (found["ended"], found["text"]) == ("done", "\n".join(notebook.OUTPUTS) + "\n")
    assert [trace["name"] for trace in found["figures"][0]["traces"]] == ["data", "approx"]
    for trace in found["figures"][0]["traces"]:
        assert trace["x"] == list(range(-20, 21))
        assert trace["y"] == pytest.approx([5 * x * x for x in trace["x"]], abs=5)


def test_the_package_gives_the_same_runs_and_the_same_errors(run, package_with_torch):
    found = run(PROGRAM)
    assert (found["ended"], found["error"]) == ("done", None)
    _, ours = json.loads(found["text"].splitlines()[-1])
    assert_same_results(ours, package_with_torch)


def test_helpers_of_the_checks_do_not_take_the_place_of_the_readers(run):
    mine = "def half(x, more): return (x + more) / 2\ndef f(x): return half(x, x)"
    checks = (
        "def half(x): return x / 2\n"
        'def check_f():\n    "f(4) is 4."\n    assert f(4) == 2 * half(4), "no"'
    )
    assert run(mine, checks=checks)["cases"] == [
        {"name": "f(4) is 4.", "passed": True, "hint": None}
    ]


@pytest.mark.parametrize("last", ["fig.show();", "fig.show()\nprint(1)", "fig.show()\n2"])
def test_a_figure_that_is_shown_is_drawn(run, last):
    found = run(f"import plotly.express as px\nfig = px.line(x=[1, 2], y=[3, 4])\n{last}")
    assert found["figures"][0]["traces"][0]["y"] == [3, 4]
    assert found["value"] == ("2" if last.endswith("2") else None)


SHOWS = "import plotly.express as px\npx.line(x=[1, 2], y=[3, 4]).show()"


def test_a_figure_is_drawn_before_an_error_and_not_again_below_its_cell(run):
    found = run(f"{SHOWS}\n1 / 0")
    assert found["figures"][0]["traces"][0]["y"] == [3, 4]
    assert found["error"].endswith("ZeroDivisionError: division by zero")
    assert run("1", before=[SHOWS])["figures"] == []
    assert run("1 / 0", before=[SHOWS])["figures"] == []
    assert run("1", before=[f"{SHOWS}\n1 / 0"])["figures"] == []


DRAWS = """\
%matplotlib inline
import matplotlib.pyplot as plt
import torch

x = torch.linspace(0, 1, 4)
plt.scatter(x, 2 * x + 1)
plt.show()
plt.plot(x, x.exp(), label="exp")
plt.axhline(1, label="1")
plt.legend()
plt.ylim(0, 3)"""


def test_figures_of_pyplot_are_drawn_as_they_are_shown_and_at_the_end_of_the_cell(run):
    found = run(DRAWS)
    assert (found["error"], found["text"], found["value"]) == (None, "", None)
    first, second = found["figures"]
    assert [each["mode"] for each in first["traces"]] == ["markers"]
    assert [each["name"] for each in second["traces"]] == ["exp", "1"]
    assert (first["yRange"], second["yRange"]) == (None, [0, 3])
    assert run("1", before=[DRAWS])["figures"] == []
    many = run("import matplotlib.pyplot as plt\nfor i in range(21): plt.plot([i]); plt.show()")
    assert "this page shows at most 20 figures of a cell" in many["error"]
    assert (
        "small matplotlib has no matplotlib.dates" in run("from matplotlib import dates")["error"]
    )
