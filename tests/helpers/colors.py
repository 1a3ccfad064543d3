"""What eyes make of two colors #rrggbb: how much they differ, and in how much light."""

import numpy as np

# Machado et al. 2009, full deuteranopia and protanopia, in linear light.
VISIONS = np.array(
    [
        np.eye(3),
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ],
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ]
)
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def difference(one, other):
    """Between two colors in CIELAB, to the eye that tells them apart least."""
    return min(np.linalg.norm(_lab(v, one) - _lab(v, other)) for v in VISIONS)


def contrast(one, other):
    """As WCAG counts it, from 1 to 21."""
    low, high = sorted(float(TO_XYZ[1] @ _linear(color)) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def _linear(color):
    rgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _lab(vision, color):
    xyz = TO_XYZ @ np.clip(vision @ _linear(color), 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
