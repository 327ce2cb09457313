"""Whether a vertex is seen from one side, by that side's depth map."""

from __future__ import annotations

from unisono.compiled.jit import kernel
from unisono.types import Floats


@kernel
def gather(placed: Floats, cast: Floats, toward: Floats, near: Floats, bias: float, into: Floats) -> None:
    """Adds what could reach each vertex from `toward` to `into` (V, 6): columns 3 to 5; what does: 0 to 2.

    Of three, the first is n.l from any side, the second that from before the face, the third from behind it.
    cast (V, 3): texel x, y, nearness of each vertex in the map `near` (S, S, 1). bias: metres.
    """
    size = near.shape[0]
    front, behind = max(toward[2] - 0.3, 0.0), max(0.1 - toward[2], 0.0)
    for v in range(placed.shape[0]):
        across = placed[v, 3] * toward[0] + placed[v, 4] * toward[1] + placed[v, 5] * toward[2]
        if not across > 0.0:
            continue
        left, top = int(cast[v, 0]) - 1, int(cast[v, 1]) - 1
        free = 0
        for y in range(max(top, 0), min(top + 3, size)):
            for x in range(max(left, 0), min(left + 3, size)):
                if near[y, x, 0] <= cast[v, 2] + bias:
                    free += 1
        into[v, 3] += across
        into[v, 4] += across * front
        into[v, 5] += across * behind
        into[v, 0] += across * free / 9.0
        into[v, 1] += across * front * free / 9.0
        into[v, 2] += across * behind * free / 9.0
