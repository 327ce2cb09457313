"""What part a homograph plays in its sentence, told by its neighbours: enough to choose between two readings.

The official front end asks NLTK's perceptron, whose weights no package carries; these are rules of our own.
"""

from __future__ import annotations

from typing import Final, Literal

Role = Literal["VB", "VBD", "VBN", "VBZ", "VBG", "NN", "JJ"]

_BEFORE_A_VERB: Final = frozenset(
    (
        "to i you we they who not n't will would can could shall should may might must do does did don't doesn't "
        "didn't won't wouldn't can't couldn't shouldn't cannot let's please i'll you'll we'll they'll he'll "
        "she'll it'll i'd you'd we'd they'd people always never often also usually"
    ).split()
)
_BEFORE_S: Final = frozenset("he she it that which who this always never often also usually".split())
_HELPERS: Final = frozenset(
    (
        "is are was were be been being am has have had having it's i've you've we've they've he's she's gets got get"
    ).split()
)
_ARTICLES: Final = frozenset("a an the my your his her its our their this that these those some any no".split())
_DEGREES: Final = frozenset("very so too more most quite rather less extremely highly is are was were be been".split())


def role(words: list[str], at: int) -> Role:
    """The role of words[at]; `words` holds marks too."""
    word = words[at].lower()
    before = words[at - 1].lower() if at else ""
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    if word.endswith("ing"):
        return "NN" if before in _ARTICLES else "VBG"
    if word.endswith("ed"):
        return "VBN" if before in _HELPERS else "VBD"
    if word.endswith("s") and not word.endswith("ss"):
        return "VBZ" if before in _BEFORE_S else "NN"
    if before in _BEFORE_A_VERB:
        return "VB"
    if before in _HELPERS and word == "read":
        return "VBN"
    if before in _DEGREES or (before in _ARTICLES and after.isalpha() and after not in _HELPERS):
        return "JJ"
    return "NN"
