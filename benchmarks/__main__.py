"""Measures, writes the table that a file shows, and says what misses its bound.

python -m benchmarks README.md        the package beside its peers, and the record of both
python -m benchmarks CONTRIBUTING.md  the site and the tests
python -m benchmarks CONTRIBUTING.md Lighthouse slider  those rows alone
"""

import sys

from . import package_rows, peers, record, site_rows, table

TABLES = {"README.md": package_rows.ROWS, "CONTRIBUTING.md": site_rows.ROWS}

if not TABLES.keys() & set(sys.argv[1:2]):
    sys.exit(__doc__)
file, *words = sys.argv[1:]
beside_peers = file == "README.md"
if beside_peers:
    peers.install()
missed = table.run(TABLES[file], file, words)
if beside_peers and not words:
    record.write()
if missed:
    sys.exit("beyond its bound: " + ", ".join(missed))
