"""The command that reads a CSV file and reports on a fit."""

from ._main import main as main
