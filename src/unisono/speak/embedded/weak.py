"""Which English words lose their stress among others: the rhythm of a sentence, which no dictionary of words has."""

from __future__ import annotations

# Roach 2009, English Phonetics and Phonology, ch. 12; pronouns are weak before a pause too.
_PRONOUNS = frozenset("i you he she it we they me him her us them my your his its our their".split())
_OTHERS = frozenset(
    """
    a an the at by for from in into of on to with as than and but or if that am is are was were be been have has had
    can could will would shall should
    """.split()
)
_ENDINGS = ("'m", "'re", "'s", "'ve", "'ll", "'d")  # he's, they've


def is_weak(word: str, before_pause: bool) -> bool:
    """True where `word` (as written) has no stress; a preposition or an auxiliary before a pause keeps it."""
    plain = word.lower().replace("’", "'")
    for ending in _ENDINGS:
        if plain.removesuffix(ending) in _PRONOUNS:
            return True
    return plain in _OTHERS and not before_pause
