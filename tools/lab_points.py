"""Points: the lab's data that takes torch to make, since a browser has none.

python tools/lab_points.py  writes docs/assets/lab/engine/generated-points.js
"""

import json
from pathlib import Path

import torch
from torch import Tensor

import sgd_tutorial as sgd

PLACE = Path(__file__).parents[1] / "docs" / "assets" / "lab" / "engine" / "generated-points.js"
NOTE = "// Points: noise that torch made. Written by tools/lab_points.py, not by hand.\n"


def rounded(values: Tensor, parts: int) -> Tensor:
    """To a power of two parts of a unit: short to write, and the same in float32 and float64."""
    return (values * parts).round() / parts + 0.0  # no zero is negative


def many() -> tuple[Tensor, Tensor]:
    """The notebook's parabola with noise at 1,000 random x."""
    generator = torch.Generator().manual_seed(0)
    x = rounded(40 * torch.rand(1000, generator=generator) - 20, 8).sort().values
    return x, rounded(5 * x * x + 100 * torch.randn(1000, generator=generator), 1)


def line() -> tuple[Tensor, Tensor]:
    """A line with noise, away from x = 0, so that slope and constant depend on each other."""
    x = torch.arange(41.0)
    noise = torch.randn(41, generator=torch.Generator().manual_seed(0))
    return x, rounded(2 * x + 10 + 5 * noise, 8)


def wave() -> tuple[Tensor, Tensor]:
    """A few periods, so that the guess of w decides which valley descent ends in."""
    x = torch.arange(-10.0, 10.5, 0.5)
    return x, rounded(4 * torch.sin(0.8 * x), 1024)


def module() -> str:
    """All of it as an ES module."""
    sets = {"noisy": sgd.noisy_data(), "many": many(), "line": line(), "wave": wave()}
    written = ""
    for name, (x, y) in sets.items():
        x_list, y_list = (json.dumps(shortened(values), separators=(",", ":")) for values in (x, y))
        written += f"  {name}: {{\n    x: {x_list},\n    y: {y_list},\n  }},\n"
    return f"{NOTE}\nexport const POINTS = {{\n{written}}}\n"


def shortened(values: Tensor) -> list[float]:
    """Whole numbers without their .0."""
    return [int(value) if value.is_integer() else value for value in values.tolist()]


if __name__ == "__main__":
    PLACE.write_text(module(), encoding="utf-8")
