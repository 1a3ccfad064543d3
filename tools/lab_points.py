"""The lab's data sets that take torch to generate, since a browser has none.

python -m tools.lab_points  writes docs/assets/lab/engine/generated-points.js
"""

import json
from pathlib import Path

import torch
from torch import Tensor

import sgd_tutorial as sgd

PATH = Path(__file__).parents[1] / "docs" / "assets" / "lab" / "engine" / "generated-points.js"
NOTE = "// Points that torch has generated. Written by `python -m tools.lab_points`, not by hand.\n"


def many_points() -> tuple[Tensor, Tensor]:
    """The notebook's parabola with noise at 1,000 random x."""
    generator = torch.Generator().manual_seed(0)
    x = rounded(40 * torch.rand(1000, generator=generator) - 20, 8).sort().values
    return x, rounded(5 * x * x + 100 * torch.randn(1000, generator=generator), 1)


def noisy_line() -> tuple[Tensor, Tensor]:
    """A line with noise, off x = 0, so that slope and constant depend on each other."""
    x = torch.arange(41.0)
    noise = torch.randn(41, generator=torch.Generator().manual_seed(0))
    return x, rounded(2 * x + 10 + 5 * noise, 8)


def wave() -> tuple[Tensor, Tensor]:
    """A few periods of a sine, so that the guess of w decides which valley descent ends in."""
    x = torch.arange(-10.0, 10.5, 0.5)
    return x, rounded(4 * torch.sin(0.8 * x), 1024)


def rounded(values: Tensor, parts: int) -> Tensor:
    """To multiples of 1 / parts, a power of two: short to write, and the same in float32."""
    return (values * parts).round() / parts + 0.0  # no negative zeros


def module() -> str:
    """The ES module with all sets."""
    sets = {"noisy": sgd.noisy_data(), "many": many_points(), "line": noisy_line(), "wave": wave()}
    entries = ""
    for name, (x, y) in sets.items():
        x_json, y_json = (json.dumps(_numbers(values), separators=(",", ":")) for values in (x, y))
        entries += f"  {name}: {{\n    x: {x_json},\n    y: {y_json},\n  }},\n"
    return f"{NOTE}\nexport const GENERATED_POINTS = {{\n{entries}}}\n"


def _numbers(values: Tensor) -> list[float]:
    """Whole numbers without their .0."""
    return [int(value) if value.is_integer() else value for value in values.tolist()]


if __name__ == "__main__":
    PATH.write_text(module(), encoding="utf-8")
