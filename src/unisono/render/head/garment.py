"""What a person wears."""

from __future__ import annotations

from unisono.render.head.jacket import jacket
from unisono.render.head.mesh import Part
from unisono.render.head.person import Paint
from unisono.render.head.pullover import pullover
from unisono.render.head.shirt import collar


def worn(paint: Paint, shoulders: float) -> list[Part]:
    """A pullover, over it a shirt's collar and a jacket where there are any; `shoulders` times as broad as usual."""
    parts = [pullover(paint.cloth, shoulders)]
    if paint.shirt is not None:
        parts.append(collar(paint.shirt, shoulders))
    if paint.jacket is not None:
        parts += jacket(paint.jacket, shoulders)
    return parts
