"""`numpy.exceptions`."""

from .layout import AxisError
