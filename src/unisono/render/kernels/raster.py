"""Triangles to samples: which triangle is nearest at each sample of each pixel, by scanlines.

A sample belongs to a triangle when its row crosses it and left edge <= sample < right edge. Edges are walked from the
same end by both triangles that share one, so neighbours neither overlap nor leave a gap.
"""

from __future__ import annotations

import math

import numpy as np

from unisono.compiled.jit import kernel
from unisono.types import Floats, Ints


@kernel
def sort_into_bands(
    screen: Floats,
    triangles: Ints,
    sheet: Ints,
    size: tuple[int, int],
    rows: int,
    starts: Ints,
    sides: Ints,
    order: Ints,
) -> int:
    """Lists triangles by band of `rows` pixel rows: band b holds order[starts[b]:starts[b+1]]; returns how many.

    `size` is width, height. sides (B, 2): the pixel columns first, last + 1 between which a band's triangles lie.
    Where `order` is too short it is left unfinished. Left out: what faces away (unless `sheet`), has no area, lies
    outside the picture or reaches behind the lens.
    """
    width, height = size
    bands = starts.shape[0] - 1
    starts[:] = 0
    sides[:, 0], sides[:, 1] = width, 0
    spans = np.empty((triangles.shape[0], 2), np.int32)
    for t in range(triangles.shape[0]):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        first, last = _span(screen, i, j, k, sheet[t] != 0, width, height, rows)
        spans[t, 0], spans[t, 1] = first, last
        if last < first:
            continue
        left = max(int(min(screen[i, 0], screen[j, 0], screen[k, 0])), 0)
        right = min(int(max(screen[i, 0], screen[j, 0], screen[k, 0])) + 1, width)
        for b in range(first, last + 1):
            starts[b + 1] += 1
            sides[b, 0], sides[b, 1] = min(sides[b, 0], left), max(sides[b, 1], right)
    for b in range(bands):
        starts[b + 1] += starts[b]
    total = int(starts[bands])
    if total <= order.shape[0]:
        for t in range(triangles.shape[0]):
            for b in range(spans[t, 0], spans[t, 1] + 1):
                order[starts[b]] = t
                starts[b] += 1
        for b in range(bands, 0, -1):  # each start has moved to the next one's place
            starts[b] = starts[b - 1]
        starts[0] = 0
    return total


@kernel
def _span(screen: Floats, i: int, j: int, k: int, sheet: bool, width: int, height: int, rows: int) -> tuple[int, int]:
    """First and last band of a triangle; last < first where it is not to be drawn."""
    xa, ya, xb, yb, xc, yc = screen[i, 0], screen[i, 1], screen[j, 0], screen[j, 1], screen[k, 0], screen[k, 1]
    area = (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya)  # y runs down: negative for what faces us
    if not (area < 0.0 or (sheet and area > 0.0)):
        return 0, -1
    # Written so that a NaN fails: neither it nor a number beyond an integer's may become an index.
    furthest = max(abs(xa), abs(xb), abs(xc), abs(ya), abs(yb), abs(yc))
    if not (min(screen[i, 2], screen[j, 2], screen[k, 2]) >= 0.0 and furthest < 1e6):
        return 0, -1
    top, bottom = min(ya, yb, yc), max(ya, yb, yc)
    if not (top < height and bottom > 0.0 and min(xa, xb, xc) < width and max(xa, xb, xc) > 0.0):
        return 0, -1
    return int(max(top, 0.0)) // rows, int(min(bottom, height - 1.0)) // rows


@kernel
def clear(left: int, right: int, near: Floats, ids: Ints) -> None:
    """Nothing anywhere from column `left` to before `right`: no triangle, infinitely far."""
    for y in range(near.shape[0]):
        for x in range(left, right):
            for s in range(near.shape[2]):
                near[y, x, s] = -1e30
                ids[y, x, s] = -1


@kernel
def fill(screen: Floats, triangles: Ints, listed: Ints, top: int, samples: Floats, near: Floats, ids: Ints) -> None:
    """Enters the `listed` triangles into `near` (rows, width, S), where larger is nearer, and `ids`.

    Row 0 is pixel row `top`. `samples` (S, 2) are the places x, y of the samples within a pixel, 0..1.
    """
    rows, width = near.shape[0], near.shape[1]
    for n in range(listed.shape[0]):
        t = listed[n]
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        # Corners from the top down, so that both owners of an edge walk it alike.
        if screen[i, 1] > screen[j, 1]:
            i, j = j, i
        if screen[j, 1] > screen[k, 1]:
            j, k = k, j
        if screen[i, 1] > screen[j, 1]:
            i, j = j, i
        xa, ya, za = screen[i, 0], screen[i, 1], screen[i, 2]
        xb, yb, zb = screen[j, 0], screen[j, 1], screen[j, 2]
        xc, yc, zc = screen[k, 0], screen[k, 1], screen[k, 2]
        area = (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya)
        if area == 0.0:
            continue
        dzdx = ((zb - za) * (yc - ya) - (zc - za) * (yb - ya)) / area
        dzdy = ((zc - za) * (xb - xa) - (zb - za) * (xc - xa)) / area
        long = (xc - xa) / (yc - ya)
        upper = (xb - xa) / (yb - ya) if yb > ya else 0.0
        lower = (xc - xb) / (yc - yb) if yc > yb else 0.0
        for y in range(max(0, int(ya) - top), min(rows, int(yc) + 1 - top)):
            for s in range(samples.shape[0]):
                at = y + top + samples[s, 1]
                if at < ya or at >= yc:
                    continue
                one = xa + (at - ya) * long
                other = xa + (at - ya) * upper if at < yb else xb + (at - yb) * lower
                left, right = min(one, other) - samples[s, 0], max(one, other) - samples[s, 0]
                z = za + (at - ya) * dzdy + (samples[s, 0] - xa) * dzdx
                for x in range(max(0, math.ceil(left)), min(width, math.ceil(right))):
                    here = z + x * dzdx
                    if here > near[y, x, s]:
                        near[y, x, s] = here
                        ids[y, x, s] = t
