"""Reading a CSV: every dialect, and everything that a file can have wrong with it."""

import re

import numpy as np
import pytest

from sgd_tutorial.cli._csv_table import read_table
from sgd_tutorial.cli._errors import InputError
from tests.helpers.csv_tables import noisy_parabola, table_of


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
        b"x,y\n0,1\n,\n   \n1,3\n",
        b'x,y\n"0 ",1\n1,3\n',
    ],
    ids=[
        *["commas", "semicolons", "tabs", "BOM", "quotes", "spaces", "carriage returns"],
        *["blank rows", "spaces in quotes"],
    ],
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
    assert read_table(two).x.tolist() == [1, 3]
    assert read_table(two, x="x").y.tolist() == [1, 3]
    assert read_table(two, y="y").x.tolist() == [2, 4]


def test_semicolons_divide_though_the_names_have_commas():
    text = b"temp [C, mean];rain [mm, sum]\n1.5;2.5\n2;3\n"
    assert read_table(text).x_name == "temp [C, mean]"


def test_numbers_are_read_as_python_reads_them():
    values = np.random.default_rng(0).normal(size=1000) * 10.0 ** np.arange(-500, 500).clip(
        -290, 290
    )
    text = "x,y\n" + "".join(f"{value!r},{10**30}\n" for value in values.tolist())
    table = read_table(text.encode())
    assert table.x.tolist() == values.tolist()
    assert set(table.y) == {1e30}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\n \n", "the file is empty"),
        (b",,\n", "the file is empty"),
        (b"x,y\n", "a header and no row"),
        (b"x,y\n\n\n", "a header and no row"),
        (b"x,y\n1,2\n\n3,abc\n", "column 'y', row 4: 'abc', not a number"),
        (b"x,y\n1,True\n2,False\n", "column 'y' is text in every row, such as 'True' and 'False'"),
        (b"x,y\n1,2\n3\n", "no value for 'y' in row 3"),
        (b"x,y\n1,1e999\n", "column 'y', row 2: '1e999', infinite in float64"),
        (b"x,y\n1,2\n1_0,3\n", "column 'x', row 3: '1_0', not a number"),
        (
            b"x;y\n1;2\n\n3;4;5\n",
            "row 4: more cells than the 2 of the header; name each column, or",
        ),
        (b"x,y\n1,2,3\n2\n", "row 2: more cells"),
        (b'x,y\n1,2\n"3,4\n5,6\n', "row 3 opens a quotation that never ends; look for a quotation"),
        (b'x,y\n1,"2\n3,4\n', "row 2 opens a quotation that never ends"),
        (b'x,y\n1,2\n1,"2\n3,4\n5,"6\n', "of several lines; look for a quotation mark"),
        (b'"x\nx",y\n1,2\n3,a\n', "column 'y', row 3: 'a'"),
        (b"a,b,c\n1,2,3\n", "'a', 'b', 'c' with --x and --y"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(text, says):
    with pytest.raises(InputError, match=re.escape(says)) as error:
        read_table(text)
    assert str(error.value).isprintable()


@pytest.mark.parametrize("seed", range(20))
def test_junk_is_an_error_of_ours(seed):
    junk = np.random.default_rng(seed).integers(1, 256, 500, dtype=np.uint8).tobytes()
    for text in (junk, bytes(byte % 128 or 1 for byte in junk), b"x,y\n" + junk):
        with pytest.raises(InputError):
            read_table(text)


def test_a_missing_column_brings_those_there_are_and_the_nearest():
    text = b"day,rain,wind\n1,2,3\n"
    with pytest.raises(InputError, match="'day', 'rain', 'wind'; did you mean 'rain'"):
        read_table(text, "day", "Rains")
    with pytest.raises(InputError, match="both 'day'; name two"):
        read_table(text, "day", "day")
    with pytest.raises(InputError, match=r"no column '' among its 2 columns, 'x', 'y'$"):
        read_table(b"x,y\n1,2\n", "")


def test_a_sample_holds_both_ends_and_no_row_twice():
    x, y = noisy_parabola(count=999)
    sample = table_of(x, y).sample(100)
    assert len(set(sample.x)) == 100
    assert {x.min(), x.max()} <= set(sample.x)
    assert set(zip(sample.x, sample.y, strict=True)) <= set(zip(x, y, strict=True))
