"""The command line, in this process and in one of its own."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest

from sgd_tutorial.cli import _main as command
from sgd_tutorial.cli._main import main
from tests.helpers.csv_tables import noisy_parabola
from tests.helpers.project import ROOT

CARS = ROOT / "docs" / "snippets" / "cars.csv"


def command_line(*arguments):
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "sgd_tutorial", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


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
    monkeypatch.setattr(command, "_fit", None)  # nothing is read
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


@pytest.mark.parametrize("library", ["pandas", "plotly"])
def test_a_missing_library_is_named(capsys, tmp_path, monkeypatch, library):
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == library else name)
    line = refusal(capsys, CARS, "--figure", tmp_path / "fit.html")
    assert line.endswith(f" needs {library}: pip install {library}\n")
    assert list(tmp_path.iterdir()) == []


def test_the_figure_is_whole_and_asks_no_other_host(capsys, tmp_path):
    x, y = noisy_parabola(count=2500)
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


def test_readme_shows_what_the_command_prints(capsys, monkeypatch):
    """Of a file, in a process of its own; of standard input, in this one."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## From a CSV to a report")[2].partition("\n## ")[0]
    line, shown = re.search(r"```sh\n(.*?)\n```.*?```text\n(.*?)```", section, re.S).groups()
    arguments = line.removeprefix("python -m sgd_tutorial ").split()
    done = command_line(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == shown
    with CARS.open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert main(["-", *arguments[1:]]) == 0
    assert capsys.readouterr().out == shown


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    assert "example:\n  python -m sgd_tutorial data.csv" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "status"), [(["--help"], 0), (["none.csv"], 2)])
def test_neither_help_nor_a_missing_file_waits_for_large_libraries(arguments, status):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sgd_tutorial", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == status
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "argparse" in imported
    assert not imported & {"torch", "pandas", "numpy", "plotly"}


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
