"""sRGB pictures to what H.264 and VP9 hold: brightness for each pixel, colour for two by two."""

from __future__ import annotations

from unisono.compiled.jit import single, whole, wide
from unisono.types import Image


@wide
def convert(image: Image, luma: Image, blue: Image, red: Image) -> None:
    """Fills Y' (H, ≥ W), 16..235, and Cb and Cr (H / 2, ≥ W / 2), 16..240, of a picture (H, W, 3) of even size.

    ITU-R BT.709-6, items 3.2 to 3.4 and 4.6.
    """
    height, width = image.shape[0], image.shape[1]
    for y in range(height):
        for x in range(width):
            r, g, b = single(image[y, x, 0]), single(image[y, x, 1]), single(image[y, x, 2])
            luma[y, x] = whole(16.5 + (0.2126 * r + 0.7152 * g + 0.0722 * b) * (219.0 / 255.0))
    for y in range(height // 2):
        for x in range(width // 2):
            r, g, b = _mean(image, y, x, 0), _mean(image, y, x, 1), _mean(image, y, x, 2)
            bright = 0.2126 * r + 0.7152 * g + 0.0722 * b
            blue[y, x] = whole(128.5 + (b - bright) * (224.0 / 255.0 / 1.8556))
            red[y, x] = whole(128.5 + (r - bright) * (224.0 / 255.0 / 1.5748))


@wide
def _mean(image: Image, y: int, x: int, c: int) -> float:
    """Of two by two pixels."""
    upper = single(image[2 * y, 2 * x, c]) + single(image[2 * y, 2 * x + 1, c])
    lower = single(image[2 * y + 1, 2 * x, c]) + single(image[2 * y + 1, 2 * x + 1, c])
    return 0.25 * (upper + lower)
