"""What a run will do, or what went wrong with it: `diagnose`."""

from .._finding import Finding
from ._diagnose import Diagnosis, diagnose

__all__ = ["Diagnosis", "Finding", "diagnose"]
