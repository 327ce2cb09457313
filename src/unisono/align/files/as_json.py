"""JSON: words {label, start, end, confidence} and phones {label, source, start, end, release, word, confidence}.

Seconds to four decimals; `label` of a phone is IPA ("sil" for a pause), `source` the symbol of its language, `word` the
number of its word in "words". "notes" hold where sound and text differ: {kind, label, start, end}, kind "left out",
"said again" or "added".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from unisono.align.heard import Alignment, HeardPhone, Note
from unisono.types import Span


def text(found: Alignment, notes: Sequence[Note] = ()) -> str:
    """The object, one word, phone or note a line."""
    lists = {
        "words": ({**_timed(word, confidence=_rounded(word.weight)), "label": word.bare} for word in found.words),
        "phones": map(_phone, found.phones),
        "notes": (
            {"kind": n.kind, "label": n.label, "start": _rounded(n.start), "end": _rounded(n.end)} for n in notes
        ),
    }
    return "{" + ",\n".join(f'"{name}":[{_lines(items)}]' for name, items in lists.items()) + "}\n"


def _phone(phone: HeardPhone) -> dict[str, object]:
    return _timed(
        phone,
        source=phone.source or None,
        release=None if phone.release is None else _rounded(phone.release),
        word=phone.word if phone.word >= 0 else None,
        confidence=_rounded(phone.weight),
    )


def _timed(span: Span, **more: object) -> dict[str, object]:
    return {"label": span.label, "start": _rounded(span.start), "end": _rounded(span.end), **more}


def _rounded(value: float) -> float:
    return round(float(value), 4)


def _lines(items: Iterable[dict[str, object]]) -> str:
    return ",".join("\n" + json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
