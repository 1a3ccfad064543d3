"""Files as programs and people write them, through the command, from its arguments to its report."""

import gzip
import io
import re
import sys

import pytest

from sgd_tutorial.cli._main import main

# Each file has y = 2 x + 1 at x = 0, 1, 3, whatever it is written like.
PLAIN = "x,y\n0,1\n1,3\n3,7\n"
DAYS = "day,y\n2024-01-31,1\n2024-02-01,3\n2024-02-03,7\n"
FROM = "(days from 2024-01-31)"

READ = {
    "numbers": (PLAIN, [], ""),
    "Excel's separator line": ("sep=;\nx;y\n0;1\n1;3\n3;7\n", [], ""),
    "a separator of its own": ('"sep=|"\nx|y\n0|1\n1|3\n3|7\n', [], ""),
    "decimal commas": ("x;y\n0,0;1,0\n1,0;3,0\n3,0;7,0\n", [], "x: '0,0' is read as 0"),
    "decimal commas in quotes": ('x,y\n0,"1,0"\n1,"3,0"\n3,"7,0"\n', [], "y: '1,0' is read as 1"),
    "decimal commas under names with commas": ("x, m;y, s\n0;1,0\n1;3,0\n3;7,0\n", [], "x is x, m"),
    "blank tails of rows": ("x,y\n0,1,,\n1,3,\n3,7\n", [], ""),
    "blank tails of all rows": ("x;y;;\n0;1;;\n1;3;;\n3;7;;\n;;;\n;;;\n", [], ""),
    "blank tails of the file": (PLAIN + "\n,\n   \n\n", [], ""),
    "comments": (
        "# logger 7\n#\nx,y\n0,1\n# noon\n1,3\n  # dusk\n3,7\n",
        [],
        "4 comment lines left out",
    ),
    "names in a comment": ("# made by numpy\n# x,y\n0,1\n1,3\n3,7\n", [], "x is x, y is y"),
    "a title": ("Weather\n\nx,y\n0,1\n1,3\n3,7\n", [], "1 title left out"),
    "titles of a spreadsheet": (
        "My sheet;\nof 2024;\nx;y\n0;1\n1;3\n3;7\n",
        [],
        "2 titles left out",
    ),
    "row numbers without a name": ('"","x","y"\n"1",0,1\n"2",1,3\n"3",3,7\n', [], "x is x, y is y"),
    "names twice that nobody asks for": (
        "a,x,a,y\n0,0,0,1\n0,1,0,3\n0,3,0,7\n",
        ["--x", "x", "--y", "y"],
        "",
    ),
    "files joined": ("x,y\n0,1\nx,y\n1,3\n3,7\n", [], "1 repeated header left out"),
    "missing values": (
        "x,y\n0,1\n,5\n1,3\n2,NA\nnan,null\n-,4\n3,7\n3.5,N/A\n",
        ["--drop-missing"],
        "5 rows left out, for a missing value",
    ),
    "nothing missing": (PLAIN, ["--drop-missing"], ""),
    "dates": (DAYS, [], f"x is day {FROM}, y is y"),
    "dates with times": (
        "t,y\n2024-01-31 00:00,1\n2024-02-01T00:00:00,3\n2024-02-03 00:00:00.000,7\n",
        [],
        FROM,
    ),
    "dates in a zone": (
        "t,y\n2024-01-31T00:00Z,1\n2024-02-01T01:00+01:00,3\n2024-02-02T23:00-01:00,7\n",
        [],
        FROM,
    ),
    "dates with slashes, year first": ("t,y\n2024/1/31,1\n2024/2/1,3\n2024/2/3,7\n", [], FROM),
    "German dates": ("t;y\n31.01.2024;1\n01.02.2024;3\n03.02.2024;7\n", [], FROM),
    "British dates": ("t,y\n31/01/2024,1\n01/02/2024,3\n03/02/2024,7\n", [], FROM),
    "American dates": (
        "t,y\n1/31/2024 12:00 AM,1\n2/1/2024 12:00 AM,3\n2/3/2024 12:00 AM,7\n",
        [],
        FROM,
    ),
    "dates with names of months": (
        'd,y\n"Jan 31, 2024",1\n"Feb 1, 2024",3\n"Feb 3, 2024",7\n',
        [],
        FROM,
    ),
    "dates without separators": ("d,y\n20240131,1\n20240201,3\n20240203,7\n", [], FROM),
    "dates whose order is told": (
        "d,y\n01/02/2024,1\n02/02/2024,3\n04/02/2024,7\n",
        ["--dates", "%d/%m/%Y"],
        "(days from 2024-02-01)",
    ),
    "years of two digits, told": (
        "d,y\n31.01.24,1\n01.02.24,3\n03.02.24,7\n",
        ["--dates", "%d.%m.%y"],
        FROM,
    ),
    "gzip": (gzip.compress(PLAIN.encode()), [], ""),
    "BOM": (PLAIN.encode("utf-8-sig"), [], "x is x, y is y"),
    "Excel's Unicode text": ("x\ty\n0\t1\n1\t3\n3\t7\n".encode("utf-16"), [], "x is x, y is y"),
    "UTF-16, the other way": (b"\xfe\xff" + PLAIN.encode("utf-16-be"), [], "x is x, y is y"),
    "Windows-1252": (
        "t,\u20ac y\u00b2\n0,1\n1,3\n3,7\n".encode("cp1252"),
        [],
        "y is \u20ac y\u00b2\n  the file is no UTF-8 and is read as Windows-1252",
    ),
    "everything at once": (
        gzip.compress(
            "sep=;\r\nBericht;;\r\n\r\n;Tag;Wert [\u20ac]\r\n1;31.01.2024;1.000,0\r\n# Pause;;\r\n"
            "2;01.02.2024;3.000,0\r\n3;02.02.2024;-\r\n4;03.02.2024;7.000,0\r\n;;\r\n".encode(
                "cp1252"
            )
        ),
        ["--drop-missing"],
        "Wert [\u20ac]: '1.000,0' is read as 1000",
    ),
}


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("piped", [False, True], ids=["file", "pipe"])
def test_read_where_no_doubt_is_left(kind, piped, tmp_path, monkeypatch, capsys):
    content, arguments, says = READ[kind]
    data = content if isinstance(content, bytes) else content.encode()
    path = tmp_path / "data.csv"
    path.write_bytes(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert main(["-" if piped else str(path), *arguments]) == 0
    text = capsys.readouterr().out
    assert text.startswith("3 rows: ")
    assert says in text
    formula = re.search(r"^y = (.*)$", text, re.M)[1]
    assert formula == ("2000 x + 1000" if kind == "everything at once" else "2 x + 1")


REFUSED = {
    "text": (
        "city,y\nRome,1\nOslo,2\n",
        [],
        "column 'city' is text in every row, such as 'Rome' and 'Oslo'; choose a column of numbers",
    ),
    "text with digits": (
        "d,y\n31.12.19,1\n01.01.20,2\n",
        [],
        "or say how dates are written, such as --dates",
    ),
    "some words": (
        "x,y\n1,2\n2,n. d.\n3,?\n4,off\n5,6\n6,off\n",
        ["--drop-missing"],
        "column 'y', rows 3, 5 and 7: first 'n. d.', not a number; correct it, or delete the row",
    ),
    "a date among numbers": (
        "x,y\n1,2\n2,3\n2024-01-31,4\n",
        [],
        "row 4: '2024-01-31', not a number",
    ),
    "a word among dates": (
        "d,y\n2024-01-31,2\n2024-02-01,3\nsoon,4\n",
        [],
        "column 'd', row 4: 'soon', not a date",
    ),
    "a day that is none": (
        "d,y\n2024-01-31,2\n2024-02-31,3\n2024-03-31,4\n",
        [],
        "row 3: '2024-02-31', not a date",
    ),
    "missing values": (
        "x,y\n1,2\n,3\n2,\n,4\n5,NA\n6,-\n7,8\n",
        [],
        "5 of 7 rows have no value for 'x' in rows 3 and 5 and 'y' in rows 4 and 6 to 7; "
        "fill them in, or leave such rows out with --drop-missing",
    ),
    "one missing value": ("x,y\n1,2\n2,\n", [], "1 of 2 rows has no value for 'y' in row 3"),
    "only missing values": (
        "x,y\n1,\n2,\n",
        ["--drop-missing"],
        "no row has a value in both columns",
    ),
    "days or months": (
        "d,y\n05/05/2024,1\n03/04/2024,2\n",
        [],
        "column 'd', row 3: '03/04/2024' has the day or the month first; "
        'say which, --dates "%d/%m/%Y" or --dates "%m/%d/%Y"',
    ),
    "zones now and then": (
        "t,y\n2024-01-31T00:00Z,1\n2024-02-01 00:00,3\n",
        [],
        "has times with a zone, and without one in row 3",
    ),
    "another format than told": (
        "d,y\n31/01/2024,1\n2024-02-01,2\n",
        ["--dates", "%d/%m/%Y"],
        "row 3: '2024-02-01', not a date",
    ),
    "a format that is none": (PLAIN, ["--dates", "%q"], "--dates '%q': 'q' is a bad directive"),
    "no format": (PLAIN, ["--dates", "mixed"], "must have codes such as %d; got 'mixed'"),
    "decimals or thousands": (
        'x,y\n1,"1,234"\n2,"2,345"\n',
        [],
        "column 'y', row 2: '1,234' may be 1234 or 1.234; say which mark is of decimals",
    ),
    "decimal commas between commas": (
        "x,y\n1,5,2\n2,5,3\n3,4\n",
        [],
        "rows 2 to 3: more cells than the 2 of the header; name each column, or delete what is too much; write decimals with",
    ),
    "numbers from the first row on": ("1,5;2\n2,5;3\n", [], "row 1 holds numbers"),
    "dates from the first row on": ("2024-01-31,1\n2024-02-01,2\n", [], "row 1 holds numbers"),
    "a comment that names other columns": ("# a b c\n1,2\n3,4\n", [], "row 2 holds numbers"),
    "one column": ("x\n1\n2\n", [], "there is one column, 'x', and a fit needs two"),
    "a second column without a name": ("x,\n1,2\n3,4\n", [], "only 'x' has a name"),
    "the same name twice": (
        "x,x\n1,2\n3,4\n",
        [],
        "columns 1 and 2 are both called 'x'; rename one",
    ),
    "an .xlsx": (
        b"PK\3\4\24\0",
        [],
        "this is a spreadsheet or a .zip; save the sheet as 'CSV UTF-8'",
    ),
    "an old .xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", [], "this is no text"),
    "a .gz cut off": (gzip.compress(PLAIN.encode())[:20], [], "the .gz is damaged or cut off"),
    "UTF-16 without its mark": (PLAIN.encode("utf-16-le"), [], "this is no text"),
    "UTF-16 cut off": (PLAIN.encode("utf-16")[:-1], [], "this is no text"),
    "two encodings": (
        "t,\u00b0C\n1,2\n".encode() + "3,4 \u00b0\n".encode("cp1252"),
        [],
        "row 3 holds a byte that is no UTF-8, though the rest is",
    ),
    "an open quotation": ('# log\nx,y\n1,2\n3,"4\n5,6\n', [], "row 4 opens a quotation that never"),
    "infinite": ("x,y\n1,2\n-inf,3\n2,4\n1e999,5\n", [], "rows 3 and 5: first '-inf', infinite in"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_in_one_line_with_all_rows_of_the_kind(kind, tmp_path, capsys):
    content, arguments, says = REFUSED[kind]
    path = tmp_path / "data.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        status = main([str(path), *arguments])
    except SystemExit as end:
        status = end.code
    out, line = capsys.readouterr()
    assert (status, out) == (2, "")
    assert line.count("\n") == 1
    assert says in line
