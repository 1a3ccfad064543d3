"""From a CSV to a report, against numpy, and on everything that a file can have wrong with it."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial.cli import _main as command
from sgd_tutorial.cli._main import main

from sgd_tutorial.cli._polynomial_fit import DIAGNOSED, fit_polynomial
from sgd_tutorial.cli._report import report
from sgd_tutorial.cli._errors import InputError
from sgd_tutorial.cli._table import Table, read_table
from tests.conftest import ROOT

CARS = ROOT / "docs" / "snippets" / "cars.csv"


def table_of(x, y):
    return Table("x", "y", np.asarray(x, dtype=float), np.asarray(y, dtype=float))


def data(count=300, low=-20, high=20, seed=0):
    random = np.random.default_rng(seed)
    x = random.uniform(low, high, count)
    return x, 5 * x * x - 3 * x + 7 + random.normal(0, 100, count)


def command_line(*arguments, **settings):
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "sgd_tutorial", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        **settings,
    )


# The fit, against numpy.


@pytest.mark.parametrize("degree", [0, 1, 2, 3, 6])
def test_parameters_are_those_of_polyfit(degree):
    x, y = data()
    fit = fit_polynomial(table_of(x, y), degree)
    best = np.polyfit(x, y, degree)
    np.testing.assert_allclose(fit.params.numpy(), best, rtol=1e-9)
    misses = y - np.polyval(best, x)
    assert fit.loss == pytest.approx(misses @ misses, rel=1e-9)
    assert fit.typical_miss == pytest.approx(np.sqrt(np.mean(misses**2)), rel=1e-9)
    assert fit.explained == pytest.approx(1 - np.var(misses) / np.var(y), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("degree", [1, 2, 3, 15])
def test_fitted_values_far_from_zero_are_those_of_lstsq(degree):
    """Years: the parameters cancel each other, what they give does not."""
    x, y = data(low=1952, high=2007)
    basis = orthogonal_basis(degree, torch.from_numpy(x))
    u = (x - 1979.5) / 27.5
    columns = np.polynomial.chebyshev.chebvander(u, degree)
    best = columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
    fitted = basis.values @ (basis.values.T @ torch.from_numpy(y))
    np.testing.assert_allclose(fitted.numpy(), best, rtol=1e-9)
    if degree < 3:
        values = np.polyval(fit_polynomial(table_of(x, y), degree).params.numpy(), x)
        np.testing.assert_allclose(values, best, rtol=1e-6)


def test_the_basis_is_orthonormal_and_finds_its_own_values():
    x = torch.from_numpy(data()[0])
    basis = orthogonal_basis(15, x)
    torch.testing.assert_close(basis.values.T @ basis.values, torch.eye(16).double())
    for k, unit in enumerate(torch.eye(16).double()):
        torch.testing.assert_close(basis.approximation(x, unit), basis.values[:, k])


def test_the_plain_recipe_is_predicted_from_the_bowl_of_all_rows():
    x, y = data()
    fit = fit_polynomial(table_of(x, y), 2)
    bowl = sgd.curvature(sgd.quadratic, [0.0] * 3, torch.from_numpy(x), torch.from_numpy(y))
    torch.testing.assert_close(fit.bowl.eigenvalues, bowl.eigenvalues)
    torch.testing.assert_close(fit.bowl.lowest, bowl.lowest)
    assert f"{bowl.largest_stable_learning_rate:.4g}" in report(fit)


def test_the_plain_run_is_the_one_that_was_asked_for():
    x, y = sgd.noisy_data()
    fit = fit_polynomial(table_of(x, y), 2, learning_rate=1e-7, steps=50)
    run = sgd.fit(sgd.polynomial(2), [0.0] * 3, x, y, learning_rate=1e-7, steps=50)
    assert torch.equal(fit.run.history, run.history)
    diagnosis = sgd.diagnose(sgd.polynomial(2), [0.0] * 3, x, y, learning_rate=1e-7, steps=50)
    assert str(fit.diagnosis) == str(diagnosis)


def test_a_rate_alone_and_steps_alone_bring_the_other():
    table = table_of(*sgd.noisy_data())
    assert fit_polynomial(table, 1, learning_rate=1e-6).run.steps == 1000
    fit = fit_polynomial(table, 1, steps=5)
    assert fit.run.steps == 5
    assert fit.learning_rate == pytest.approx(fit.bowl.largest_stable_learning_rate / 2)


def test_a_run_that_diverges_is_reported_without_a_fit():
    fit = fit_polynomial(table_of(*sgd.noisy_data()), 2, learning_rate=8e-7, steps=1000)
    assert "diverges" in fit.diagnosis.kinds
    assert "there is no fit" in " ".join(report(fit).split())
    assert "y =" not in report(fit)


def test_many_rows_are_diagnosed_on_a_sample_that_counts_for_all():
    x, y = data(count=3 * DIAGNOSED)
    fit = fit_polynomial(table_of(x, y), 2)
    assert "From 10,000 rows" in report(fit)
    assert fit.diagnosis.run.losses[-1] == pytest.approx(fit.loss, rel=0.05)
    np.testing.assert_allclose(fit.params.numpy(), np.polyfit(x, y, 2), rtol=1e-9)
    plain = fit_polynomial(table_of(x, y), 2, steps=3)
    assert plain.diagnosis.run.losses[-1] == pytest.approx(plain.loss, rel=0.05)


def test_a_sample_holds_both_ends_and_no_row_twice():
    x, y = data(count=999)
    sample = table_of(x, y).sample(100)
    assert len(set(sample.x)) == 100
    assert {x.min(), x.max()} <= set(sample.x)
    assert set(zip(sample.x, sample.y, strict=True)) <= set(zip(x, y, strict=True))


def test_the_formula_gives_what_the_parameters_give():
    x, y = data(low=1952, high=2007)
    fit = fit_polynomial(table_of(x, y), 2)
    formula = re.search(r"^y = (.*)$", report(fit), re.M)[1]
    python = re.sub(r"(\d) x", r"\1 * x", formula).replace("^", "**")
    misses = eval(python, {"x": x}) - np.polyval(fit.params.numpy(), x)
    assert np.abs(misses).max() < 0.02 * fit.typical_miss


def test_cancellation_on_the_way_back_is_told():
    def told(table, degree):
        words = report(fit_polynomial(table, degree)).split()
        return "cancel each other" in " ".join(words)

    assert told(table_of(*data(low=1_000_000, high=1_000_001)), 4)
    assert told(table_of(1e15 + np.arange(20), np.arange(20) / 10), 1)
    assert not told(table_of(*data()), 3)


def test_numbers_beyond_float32_are_no_obstacle():
    x = np.arange(20) * 1e60
    assert "y = x" in report(fit_polynomial(table_of(x, x), 1))
    fit = fit_polynomial(table_of(x, x), 1, steps=10)
    assert fit.run.history.dtype == torch.float64
    assert "float64" in report(fit)


# What a file may look like.


@pytest.mark.parametrize(
    "text",
    [
        b"x,y\n0,1\n1,3\n",
        b"x;y\r\n0;1\r\n1;3\r\n",
        b"x\ty\n0\t1\n\n1\t3",
        b"\xef\xbb\xbfx,y\n0,1\n1,3\n",
        b'"x","y"\n"0","1"\n"1","3"\n',
        b"\n x , y \n 0 , 1 \n+1e0,3.0\n",
        b"x,y\r0,1\r1,3\r",
    ],
    ids=["commas", "semicolons", "tabs", "BOM", "quotes", "spaces", "carriage returns"],
)
def test_the_usual_dialects(text):
    table = read_table(text)
    assert (table.x_name, table.y_name) == ("x", "y")
    assert table.x.tolist() == [0, 1]
    assert table.y.tolist() == [1, 3]


def test_columns_by_name_among_text():
    text = b'name,y,x\n"a, b",1,2\nc,3,4\n'
    assert read_table(text, "x", "y").x.tolist() == [2, 4]
    two = b"y,x\n1,2\n3,4\n"
    assert read_table(two, x="x").y.tolist() == [1, 3]
    assert read_table(two, y="y").x.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\n \n", "the file is empty"),
        (b"x,y\n", "a header and no row"),
        (b"x\n1\n", "one column, 'x'"),
        (b"1,2\n3,4\n", "row 1 holds numbers"),
        (b"x,y\n1,2\n\n3,abc\n", "row 4, column 'y' is 'abc', not a number"),
        (b"x,y\n1,2\n,4\n", "row 3, column 'x' is blank"),
        (b"x,y\n1,2\n3,NaN\n", "row 3, column 'y' is 'NaN', not a finite"),
        (b"x,y\n1,2\n-inf,3\n", "row 3, column 'x' is '-inf', not a finite"),
        (b"x,y\n1,1e999\n", "row 2, column 'y' is '1e999', too large"),
        (b"x;y\n1,5;2\n", "row 2, column 'x' is '1,5', with a comma; write decimals with a point"),
        (
            b"x,y\n1,5,2\n2,5,3\n",
            "row 2 has 3 cells where the header has 2; give it as many, and write decimals with a",
        ),
        (b"x,y\n1,2,3\n2\n", "row 2 has 3 cells"),
        (b"x,y\n1,2\n3\n", "row 3 has 1 cell where the header has 2; give it as many"),
        (b'x,y\n"1,2\n3,4\n', "row 2 has 1 cell where the header has 2; look for a quotation mark"),
        (b'"x\nx",y\n1,2\n3,a\n', "row 3, column 'y' is 'a'"),
        (b'x,y\n1,"2\n3,4\n', r"is '2\n3,4', of several lines; look for a quotation mark"),
        (b"x,x\n1,2\n", "columns 1 and 2 are both called so"),
        (b"x,y\n1,\xe9\n", "row 2 holds a byte that is no UTF-8"),
        (b"\xff\xfex\0", "UTF-16"),
        (b"PK\3\4\0\0", "no text file"),
        (b"a,b,c\n1,2,3\n", "'a', 'b', 'c' with --x and --y"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(text, says):
    with pytest.raises(InputError, match=re.escape(says)):
        read_table(text)


@pytest.mark.parametrize("seed", range(5))
def test_junk_is_an_error_of_ours(seed):
    junk = np.random.default_rng(seed).integers(1, 256, 500, dtype=np.uint8).tobytes()
    for text in (junk, bytes(byte % 128 or 1 for byte in junk), b"x,y\n" + junk):
        with pytest.raises(InputError):
            read_table(text)


def test_a_missing_column_brings_those_there_are_and_the_nearest():
    with pytest.raises(InputError, match="'day', 'rain', 'wind'; did you mean 'rain'"):
        read_table(b"day,rain,wind\n1,2,3\n", "day", "Rains")
    with pytest.raises(InputError, match="both 'day'; name two"):
        read_table(b"day,rain,wind\n1,2,3\n", "day", "day")


@pytest.mark.parametrize(
    ("x", "y", "degree", "says"),
    [
        ([1], [2], 1, "there is one row"),
        ([3, 3, 3], [1, 2, 3], 1, "every value of column 'x' is 3"),
        ([1, 1, 2], [1, 2, 3], 2, "2 different values in 3 rows, and .* degree 2 needs 3"),
        ([1, 1 + 1e-15, 2], [1, 2, 3], 2, "too close together"),
        ([1e200, 2e200], [1, 2], 1, "larger unit"),
        ([1, 2], [1e-200, 2e-200], 1, "smaller unit"),
    ],
)
def test_points_that_are_too_few_or_do_not_fit(x, y, degree, says):
    with pytest.raises(InputError, match=says):
        fit_polynomial(table_of(x, y), degree)


def test_one_row_has_a_constant():
    assert fit_polynomial(table_of([3], [7]), 0).params.tolist() == [7]


# The process.


def refusal(capsys, *arguments):
    """The one line on standard error, with exit status 2 and nothing printed."""
    try:
        status = main([str(argument) for argument in arguments])
    except SystemExit as end:
        status = end.code
    out, line = capsys.readouterr()
    assert (status, out) == (2, "")
    assert line.startswith("python -m sgd_tutorial: ")
    assert line.count("\n") == 1
    return line


def test_files_that_are_not_there(capsys, tmp_path):
    assert "none.csv: there is no such file" in refusal(capsys, tmp_path / "none.csv")
    assert "this is a folder" in refusal(capsys, tmp_path)
    (tmp_path / "empty.csv").touch()
    assert "empty.csv: the file is empty" in refusal(capsys, tmp_path / "empty.csv")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--degree", "-1"], "whole number from 0 to 15 (float64 does not hold"),
        (["--degree", "1.5"], "whole number from 0 to 15"),
        (["--degree", "16"], "whole number from 0 to 15"),
        (["--steps", "0"], "whole number, 1 or more"),
        (["--learning-rate", "0"], "a number above 0"),
        (["--learning-rate", "nan"], "a number above 0"),
        (["--colour"], "unrecognized arguments"),
        (["--figure", ""], "argument --figure: has no name; name a file"),
    ],
)
def test_options_out_of_bounds(capsys, arguments, says):
    assert says in refusal(capsys, CARS, *arguments)


def test_places_that_cannot_be_written_are_refused_first(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "_table", None)  # nothing is read
    own = tmp_path / "own.csv"
    own.write_text("x,y\n1,2\n")
    for place, says in [
        (tmp_path / "none" / "fit.html", "no such folder"),
        (own / "fit.html", "no such folder"),
        (tmp_path, "this is a folder"),
        (own, "the file of the data"),
        (os.devnull, "no ordinary file"),
        ("-", "standard output is for the report"),
    ]:
        assert says in refusal(capsys, own, "--figure", place)
    assert [path.name for path in tmp_path.iterdir()] == ["own.csv"]


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="a folder that nobody can write to")
def test_a_folder_that_cannot_be_written_is_named(capsys):
    line = refusal(capsys, CARS, "--figure", "/proc/fit.html")
    assert "--figure /proc/fit.html: nothing can be written there (" in line
    assert "name another place" in line


def test_a_refused_file_leaves_the_old_figure(capsys, tmp_path):
    figure = tmp_path / "fit.html"
    figure.write_text("old")
    refusal(capsys, CARS, "--x", "spee", "--y", "distance", "--figure", figure)
    assert figure.read_text() == "old"
    assert list(tmp_path.iterdir()) == [figure]


def test_a_missing_extra_is_named(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    line = refusal(capsys, CARS, "--figure", tmp_path / "fit.html")
    assert "pip install 'sgd-tutorial[figures]'" in line


def test_the_figure_is_whole_and_asks_no_other_host(capsys, tmp_path):
    x, y = data(count=2500)
    table = tmp_path / "many.csv"
    np.savetxt(table, np.c_[x, y], delimiter=",", header="<b>x</b>,y", comments="")
    texts = []
    for name in ("one.html", "two.html"):
        assert main([str(table), "--degree", "2", "--figure", str(tmp_path / name)]) == 0
        assert f"{name}, 2,000 of 2,500 rows" in capsys.readouterr().out
        texts.append((tmp_path / name).read_text())
    text = texts[0]
    assert text == texts[1]
    assert "Plotly.newPlot" in text
    assert "Plotly.animate('figure'" not in text  # it opens at the end, and stands still
    assert '"role":"approximation"' in text
    assert "<title>y over &lt;b&gt;x&lt;/b&gt;</title>" in text
    assert not re.search(r"<(script|link|img|iframe)[^>]*\b(src|href)=", text)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.csv", "one.html", "two.html"]


def test_readme_shows_what_the_command_prints():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## From a CSV to a report")[2].partition("\n## ")[0]
    line, shown = re.search(r"```sh\n(.*?)\n```.*?```text\n(.*?)```", section, re.S).groups()
    arguments = line.removeprefix("python -m sgd_tutorial ").split()
    done = command_line(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == shown
    assert command_line("-", *arguments[1:], input=CARS.read_text()).stdout == shown


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    assert "example:\n  python -m sgd_tutorial data.csv" in capsys.readouterr().out


def test_bad_input_ends_the_process_with_2_and_without_torch(tmp_path):
    code = (
        "import sys; from sgd_tutorial.cli._main import main; "
        "status = main(['none.csv']); print('torch' in sys.modules); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "False\n", 1)


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_leaves_early_is_no_error():
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "sgd_tutorial", CARS], cwd=ROOT, stdout=write, stderr=subprocess.PIPE
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_page_on_real_data_writes_the_same_rows():
    page = (ROOT / "docs" / "further" / "real-data.py").read_text()
    [rows] = re.findall(r'^rows = """\n(.*?)"""', page, re.M | re.S)
    assert ["speed,distance", *rows.split()] == CARS.read_text().split()
