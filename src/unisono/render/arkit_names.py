"""ARKit shapes by whatever name a modelling program gave them: any case, `_L` and `.R`, a prefix, in halves."""

from __future__ import annotations

import re

from unisono import arkit

_CANON = sorted(((name.lower(), index) for index, name in enumerate(arkit.NAMES)), key=lambda entry: -len(entry[0]))
_SIDE = re.compile(r"[ _.-]?(left|right|l|r)$", re.IGNORECASE)
_WHOLE = {"l": "left", "r": "right"}


def index_of(name: str) -> tuple[int, bool] | None:
    """Which of the 52 is meant, and whether by a half: `EyeBlink_L`, `head.jawOpen`; `browInnerUp_L` is a half."""
    side = _SIDE.search(name)
    forms = [(name, False)]
    if side:
        stem, which = name[: side.start()], side.group(1).lower()
        forms += [(stem + _WHOLE.get(which, which), False), (stem, True)]
    for form, half in forms:
        plain = re.sub(r"[ _.-]", "", form).lower()
        for canon, index in _CANON:
            if plain.endswith(canon):
                return index, half
    return None
