"""What the parent of all kernels imports: see kernels.py."""

import ipykernel.debugger
import ipykernel.kernelapp  # noqa: F401
import IPython.core.completer  # noqa: F401
import pandas
import plotly.express
import plotly.graph_objects
import torch  # noqa: F401

# The first figure of each kind imports and reads as much again.
frame = pandas.DataFrame({"x": [1.0], "y": [1.0], "z": [1.0]})
plotly.express.scatter(frame, x="x", y=["y", "z"])._repr_mimebundle_()
plotly.express.line(x=[1], y=[1])._repr_mimebundle_()
plotly.graph_objects.Figure(plotly.graph_objects.Contour(z=[[1]]))._repr_mimebundle_()
