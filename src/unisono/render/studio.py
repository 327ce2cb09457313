"""The studio: where the lamps stand, what the backdrop looks like, how light goes through skin."""

from __future__ import annotations

import numpy as np

from unisono.types import Floats, Image

Color = tuple[float, float, float]

KEY, FILL, RIM_LEFT, RIM_RIGHT, SKY, GROUND = range(6)
# (6, 6): towards the lamp (not yet of length 1), then its linear colour. A softbox high at the picture's left is the
# key, a large weak one beside the lens fills, two strips behind draw the outline, and the room does the rest.
_LAMPS = (
    (-0.66, 0.60, 0.78, 1.02, 0.95, 0.86),
    (0.55, 0.05, 0.85, 0.28, 0.255, 0.24),
    (-0.85, 0.30, -0.55, 0.48, 0.50, 0.56),
    (0.85, 0.35, -0.60, 0.80, 0.80, 0.85),
    (0.0, 1.0, 0.0, 0.185, 0.20, 0.23),
    (0.0, -1.0, 0.0, 0.145, 0.118, 0.10),
)


def lamps() -> Floats:
    """(6, 6) unit direction to each lamp and its linear colour, in the order KEY .. GROUND."""
    table = np.array(_LAMPS, np.float32)
    table[:, :3] /= np.linalg.norm(table[:, :3], axis=1, keepdims=True)
    return table


def ramp(subsurface: float) -> Floats:
    """(256, 3) diffuse light by n.l from -1 to 1 on skin whose blood lets light go round corners.

    Pre-integrated scattering: the light of a ball, blurred over its surface by red's, green's and blue's own reach
    (E. Penner 2011; the reaches after d'Eon and Luebke, GPU Gems 3, ch. 14).
    """
    angle = np.linspace(0.0, np.pi, 181)
    lit = np.maximum(np.cos(np.concatenate([-angle[:0:-1], angle])), 0.0)  # by angle from -pi to pi
    away = np.abs(np.linspace(-np.pi, np.pi, len(lit)))
    toward = np.arccos(np.linspace(-1.0, 1.0, 256))
    columns = []
    for reach in (0.34, 0.16, 0.10):
        width = max(reach * subsurface, 1e-3)
        blur = np.exp(-0.5 * (away / width) ** 2) + 0.08 * subsurface * np.exp(-0.5 * (away / (3 * width)) ** 2)
        spread = np.real(np.fft.ifft(np.fft.fft(lit[:-1]) * np.fft.fft(np.fft.ifftshift(blur[:-1] / blur[:-1].sum()))))
        columns.append(np.interp(toward, angle, np.append(spread[180:], spread[0])))
    return np.stack(columns, axis=1).astype(np.float32)


def backdrop(size: tuple[int, int], background: Color) -> Floats:
    """(H, W, 3) display-linear: paper lit from behind the head, darker to the corners."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x + 0.5 - width / 2) / max(size), (y + 0.5 - height / 2) / max(size)
    glow = np.exp(-(x**2 + (y + 0.03) ** 2) / 0.16)
    corner = 1.0 - 0.9 * (x**2 + y**2)
    light = (0.55 + 0.75 * glow) * corner
    return np.asarray(np.clip(light[..., None] * linear(np.asarray(background, np.float32)), 0.0, 1.0), np.float32)


def linear(srgb: Floats) -> Floats:
    """sRGB 0..1 to linear 0..1 (IEC 61966-2-1)."""
    light = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(light, np.float32)


def to_srgb() -> Floats:
    """(4096,) 0..255, less a little for the dither, by the square root of linear light 0..1."""
    light = np.linspace(0.0, 1.0, 4096) ** 2
    srgb = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return (srgb * 255.0).clip(0.0, 254.99).astype(np.float32)


def blank(paper: Floats) -> Image:
    """(H, W, 3) sRGB picture of the backdrop alone, dithered as `shade` does."""
    height, width = paper.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    dither = np.modf(52.9829189 * np.modf(0.06711056 * x + 0.00583715 * y)[0])[0]
    table = to_srgb()
    at = (np.sqrt(paper) * (len(table) - 1)).astype(np.int32)
    return np.asarray(table[at] + dither[..., None]).astype(np.uint8)
