"""A picture to draw on, point (0, 0) at the top left; what lies beyond its edges is not drawn."""

from __future__ import annotations

import numpy as np

from unisono.draw.glyphs import ink
from unisono.draw.png import encoded
from unisono.types import Floats, Image

Color = tuple[int, int, int]  # sRGB, 0..255


class Canvas:
    """`image` (H, W, 3) uint8."""

    def __init__(self, width: int, height: int, paper: Color = (255, 255, 255)) -> None:
        self.image: Image = np.full((height, width, 3), paper, np.uint8)

    def box(self, x: float, y: float, width: float, height: float, color: Color, opacity: float = 1.0) -> None:
        """A filled rectangle, to whole points."""
        left, top = max(round(x), 0), max(round(y), 0)
        part = self.image[top : max(round(y + height), top), left : max(round(x + width), left)]
        part[:] = np.round(part * (1 - opacity) + np.array(color) * opacity)

    def paste(self, x: int, y: int, pixels: Image) -> None:
        """Another picture (H, W, 3), its corner at x, y."""
        height, width = self.image.shape[:2]
        shown = pixels[max(-y, 0) : max(height - y, 0), max(-x, 0) : max(width - x, 0)]
        top, left = max(y, 0), max(x, 0)
        self.image[top : top + shown.shape[0], left : left + shown.shape[1]] = shown

    def bars(self, x: int, low: Floats, high: Floats, color: Color) -> None:
        """Upright lines, one a column from x on, from high (above) to low (below), in points with fractions."""
        rows = np.arange(self.image.shape[0])[:, None]
        width = max(min(len(low), self.image.shape[1] - x), 0)
        covered = np.clip(np.minimum(rows + 1, low[None, :width]) - np.maximum(rows, high[None, :width]), 0, 1)
        part = self.image[:, x : x + width]
        part[:] = np.round(part + (np.array(color) - part) * covered[:, :, None])

    def text(self, x: float, y: float, text: str, color: Color, size: float = 1.0, within: float = 1e9) -> None:
        """A line of text, its left end and top at x, y; 16 * size points high; cut off beyond `within` points."""
        left, top = round(x), round(y)
        shown = ink(text, size)[max(-top, 0) :, max(-left, 0) : max(int(within), 0)]
        left, top = max(left, 0), max(top, 0)
        part = self.image[top : top + shown.shape[0], left : left + shown.shape[1]]
        covered = shown[: part.shape[0], : part.shape[1], None]
        part[:] = np.round(part + (np.array(color) - part) * covered)

    def png(self) -> bytes:
        """The picture as a file; an `image` (H, W, 4) has straight alpha."""
        return encoded(self.image)
