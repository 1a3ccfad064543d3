"""The command: from a CSV file to a report."""

from ._main import main as main
