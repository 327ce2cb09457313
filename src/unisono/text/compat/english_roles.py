"""What part of speech each word of an English sentence is: an averaged perceptron, greedy from left to right.

Design and features are Honnibal's of 2013, which NLTK's tagger keeps; the official front end asks that one. NLTK's
weights come by download only; these are Honnibal's own, read from textblob-aptagger's wheel (MIT), which is never
imported. Two trainings of one design: they differ where both hesitate.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from unisono.text.compat.extras import file_of

_START, _END = ("-START2-", "-START-"), ("-END-", "-END2-")
_DOUBT: Final = 3.0  # a lead as small as this is none; the scores of a sure word are 10 and more apart


class _Model(NamedTuple):
    weights: dict[str, dict[str, float]]  # feature -> how much it speaks for each tag
    certain: dict[str, str]  # words that only ever had one tag


def roles(words: Sequence[str]) -> list[str]:
    """The Penn Treebank tag of each word; `words` holds marks too."""
    model = _model()
    plain = ["-START-", "-START2-", *map(_plain, words), *_END]
    tags = list(_START)
    for at, word in enumerate(words):
        tags.append(
            model.certain.get(word) or _likeliest(model, _features(word, plain[at : at + 5], tags[-2:]), tags[-1])
        )
    return tags[2:]


def _plain(word: str) -> str:
    if "-" in word and word[0] != "-":
        return "!HYPHEN"
    if word.isdigit() and len(word) == 4:
        return "!YEAR"
    return "!DIGITS" if word[0].isdigit() else word.lower()


def _features(word: str, around: list[str], before: list[str]) -> Iterator[str]:
    """`around`: the word between the two before it and the two after it, plain; `before`: the two tags before."""
    second, first, here, next_, after = around
    tag_2, tag_1 = before
    yield "bias"
    yield f"i suffix {word[-3:]}"
    yield f"i pref1 {word[0]}"
    yield f"i-1 tag {tag_1}"
    yield f"i-2 tag {tag_2}"
    yield f"i tag+i-2 tag {tag_1} {tag_2}"
    yield f"i word {here}"
    yield f"i-1 tag+i word {tag_1} {here}"
    yield f"i-1 word {first}"
    yield f"i-1 suffix {first[-3:]}"
    yield f"i-2 word {second}"
    yield f"i+1 word {next_}"
    yield f"i+1 suffix {next_[-3:]}"
    yield f"i+2 word {after}"


def _likeliest(model: _Model, features: Iterator[str], before: str) -> str:
    scores: dict[str, float] = {}
    for feature in features:
        for tag, weight in model.weights.get(feature, {}).items():
            scores[tag] = scores.get(tag, 0.0) + weight
    best = max(scores, key=lambda tag: (scores[tag], tag))
    # "the concert and record a song": the official tagger takes the noun where it can be one.
    if before == "CC" and best[0] == "V" and scores.get("NN", 0.0) > scores[best] - _DOUBT:
        return "NN"
    return best


@cache
def _model() -> _Model:
    with file_of("textblob_aptagger", "trontagger-0.1.0.pickle").open("rb") as stored:
        weights, certain, _ = _Plain(stored, encoding="latin-1").load()
    return _Model(weights, certain)


class _Plain(pickle.Unpickler):
    """Reads dictionaries, strings, numbers and sets; refuses everything that could run."""

    def find_class(self, module: str, name: str) -> Any:
        if name == "set" and module in ("__builtin__", "builtins"):
            return set
        raise pickle.UnpicklingError(f"the tagger's file asks for {module}.{name}; it may hold only plain data")
