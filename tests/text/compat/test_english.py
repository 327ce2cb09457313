"""English homographs are told by their neighbours; words no dictionary has are still said."""

from __future__ import annotations

import pytest

pytest.importorskip("textblob_aptagger")

from unisono.text.compat.english import _homographs, phones
from unisono.text.compat.english_roles import roles
from unisono.text.compat.english_writing import normalise

AS_VERB = ("They want to {} it.", "You should {} it now.", "We will not {} the people.")
AS_NOUN = ("The {} was very good.", "He talked about the {} of the city.", "This is a new {} for them.")
VERBS = sorted(word for word, row in _homographs().items() if row[2] == "V" and not word.endswith("s"))
THIRD = sorted(word for word, row in _homographs().items() if row[2] == "V" and word.endswith("s"))


def _said(sentence: str) -> str:
    return " ".join(phones(normalise(sentence)))


def _share(words: list[str], frames: tuple[str, ...], reading: int) -> float:
    said = [" ".join(_homographs()[word][reading]) in _said(frame.format(word)) for word in words for frame in frames]
    return sum(said) / len(said)


def test_homographs_are_verbs_where_a_verb_stands() -> None:
    assert _share(VERBS, AS_VERB, 0) > 0.95


def test_homographs_are_nouns_where_a_noun_stands() -> None:
    assert _share(VERBS, AS_NOUN, 1) > 0.95


def test_homographs_in_s_are_verbs_after_a_subject_and_nouns_after_an_article() -> None:
    assert _share(THIRD, ("He never {} it.", "She {} the man every day.", "It {} them well."), 0) > 0.9
    assert _share(THIRD, ("The {} were very good.", "There are many {} in the house."), 1) > 0.95


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("They refuse to permit us to obtain the refuse permit.", ("R IH0 F Y UW1 Z", "R EH1 F Y UW2 Z P ER1 M IH2 T")),
        ("Please record the record.", ("R IH0 K AO1 R D", "R EH1 K ER0 D")),
        ("Do not desert me in the desert.", ("D IH0 Z ER1 T", "D EH1 Z ER0 T")),
        ("She has read the book.", ("R EH1 D",)),
        ("I will read it.", ("R IY1 D",)),
        ("He used to use the used car for its use.", ("Y UW1 S T", "Y UW1 Z", "Y UW1 S")),
        ("The orange office is often olive.", ("AO1 R IH0 N JH", "AO1 F AH0 S", "AO1 F T AH0 N", "AA1 L IH0 V")),
        ("Jess's fox's judge's frobnicator's", ("S AH0 Z", "JH IH0 Z", "T AO1 R Z")),
        ("zx qwrt", ("Z IY1 EH1 K S",)),
    ],
)
def test_words_are_said_as_they_stand(sentence: str, said: tuple[str, ...]) -> None:
    found = _said(sentence)
    assert [part for part in said if part not in found] == []


def test_tags_are_one_for_each_word_and_marks_are_marks() -> None:
    words = "Well , the 2nd twenty-one-year-old 's dog ( 1984 ) barked !".split()
    tags = roles(words)
    assert len(tags) == len(words)
    assert [tags[words.index(mark)] for mark in ",("] == [",", "("]
    assert roles([]) == []
