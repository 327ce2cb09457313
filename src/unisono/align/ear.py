"""The aligner that only listens: any phone may follow any other; told as the sound comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from unisono.align import acoustics
from unisono.align.listening import Listening, phone_loop
from unisono.align.own import unless_told
from unisono.align.units import units_heard
from unisono.types import Line, Speech

LAG = 6  # frames of 10 ms that a decision waits for


class Ear:
    """A loop over the phones of all languages, or of the line's, in constant memory. Without a text, no words."""

    lookahead = 0.2  # seconds
    about = "listens only: the phones that it hears, as the sound comes"

    def align(self, line: Line, speech: Iterable[Speech]) -> Iterator[Speech]:
        """The same sound and words, recut to what is certain, with phones without gaps; the line's text is not read."""
        chunks = iter(speech)
        held = list(islice(chunks, 1))
        if not held or held[0].phones:
            yield from (*held, *chunks)
            return
        units = units_heard(line.language)
        listening = Listening(phone_loop(units), acoustics.load(), units, LAG, held[0], live=True)
        yield from unless_told(held, chunks, listening)
