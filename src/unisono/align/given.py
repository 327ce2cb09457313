"""The aligner of voices that tell their phones: it passes them on and makes sure that they are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unisono.errors import EngineError
from unisono.types import Line, Speech

UNTOLD = 0.1  # seconds of sound that may be left without a phone, for a voice that rounds its times


class Given:
    """Passes through Speech that brings its phones."""

    lookahead = 0.0  # seconds
    about = "takes the phones that the voice tells"

    def align(self, line: Line, speech: Iterable[Speech]) -> Iterator[Speech]:
        """The same chunks. EngineError at the end of the line if the phones do not reach it."""
        told = heard = 0.0
        for chunk in speech:
            heard = chunk.end / chunk.rate
            told = chunk.phones[-1].end if chunk.phones else told
            yield chunk
        if told < heard - UNTOLD:
            raise EngineError(
                f"the voice told phones up to {told:.2f} s of {heard:.2f} s of {line.text[:30]!r}; "
                "use the aligner 'own', which knows the text, or 'ear', which only listens"
            )
