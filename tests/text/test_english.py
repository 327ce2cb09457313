"""English words are said as people say them."""

from __future__ import annotations

import pytest

from unisono.text import english, front, guess

# sentence, word in it, ARPAbet
SAID = [
    ("I can read it", "read", "R IY1 D"),
    ("I have read it", "read", "R EH1 D"),
    ("yesterday I read it", "read", "R EH1 D"),
    ("the live concert", "live", "L AY1 V"),
    ("they live here", "live", "L IH1 V"),
    ("many lives were saved", "lives", "L AY1 V Z"),
    ("he lives in Paris", "lives", "L IH1 V Z"),
    ("a lead pipe", "lead", "L EH1 D"),
    ("they lead us", "lead", "L IY1 D"),
    ("wind the clock", "wind", "W AY1 N D"),
    ("to wind the clock", "wind", "W AY1 N D"),
    ("the wind blew", "wind", "W IH1 N D"),
    ("a new record", "record", "R EH1 K ER0 D"),
    ("to record it", "record", "R IH0 K AO1 R D"),
    ("the object", "object", "AA1 B JH EH0 K T"),
    ("I object to that", "object", "AH0 B JH EH1 K T"),
    ("a present", "present", "P R EH1 Z AH0 N T"),
    ("to present it", "present", "P R IY0 Z EH1 N T"),
    ("close the door", "close", "K L OW1 Z"),
    ("a close friend", "close", "K L OW1 S"),
    ("I use it", "use", "Y UW1 Z"),
    ("the use of it", "use", "Y UW1 S"),
    ("tears fell", "tears", "T IH1 R Z"),
    ("tear it up", "tear", "T EH1 R"),
    ("take a bow", "bow", "B AW1"),
    ("bow and arrow", "bow", "B OW1"),
    ("a minute ago", "minute", "M IH1 N AH0 T"),
    ("minute details", "minute", "M AY0 N UW1 T"),
    ("the resume", "resume", "R EH1 Z AH0 M EY2"),
    ("NASA", "NASA", "N AE1 S AH0"),
    ("FBI", "FBI", "EH1 F B IY1 AY1"),
    ("GPUs", "GPUs", "JH IY2 P IY2 Y UW1 Z"),
    ("USA", "USA", "Y UW2 EH2 S EY1"),
    ("IT department", "IT", "AY2 T IY1"),
    ("iPhone", "iPhone", "AY1 F OW2 N"),
    ("OpenAI", "OpenAI", "OW2 P AH0 N EY2 AY1"),
    ("GitHub's", "GitHub's", "G IH1 T HH AH2 B Z"),
    ("cats", "cats", "K AE1 T S"),
    ("boss's", "boss's", "B AO1 S IH0 Z"),
    ("dogs'", "dogs'", "D AO1 G Z"),
    ("don't", "don't", "D OW1 N T"),
    ("podcasters", "podcasters", "P AO1 D K AE2 S T ER0 Z"),
    ("café", "café", "K AH0 F EY1"),
    ("well-known", "well-known", "W EH1 L N OW1 N"),
    ("$5 is it", "$5", "F AY1 V D AA1 L ER0 Z"),
    ("in 1999", "1999", "N AY1 N T IY1 N N AY1 N T IY0 N AY1 N"),
    ("3.5 is", "3.5", "TH R IY1 P OY1 N T F AY1 V"),
    ("75% of it", "75%", "S EH1 V AH0 N T IY0 F AY1 V P ER0 S EH1 N T"),
    ("21st day", "21st", "T W EH1 N T IY0 F ER1 S T"),
    ("Dr. Who", "Dr.", "D AA1 K T ER0"),
    (
        "12,345 people",
        "12,345",
        "T W EH1 L V TH AW1 Z AH0 N D TH R IY1 HH AH1 N D R AH0 D AH0 N D F AO1 R T IY0 F AY1 V",
    ),
    ("the apple", "the", "DH IY0"),
    ("the book", "the", "DH AH0"),
    ("Plan A", "A", "EY1"),
    ("a cat", "a", "AH0"),
    ("let it be a.", "a", "EY1"),
    ("kubernetes", "kubernetes", "K UW2 B ER0 N EH1 T IY0 Z"),
    ("1/2 cup", "1/2", "W AH1 N HH AE1 F"),
    ("at 4:30", "4:30", "F AO1 R TH ER1 D IY2"),
    ("GPT-4", "GPT", "JH IY2 P IY2 T IY1"),
    ("HTML5", "HTML", "EY2 CH T IY2 EH2 M EH1 L"),
    ("wi-fi", "wi-fi", "W AY1 F AY2"),
    ("COVID", "COVID", "K OW1 V IH0 D"),
    ("produce cars", "produce", "P R AH0 D UW1 S"),
    ("fresh produce", "produce", "P R OW1 D UW0 S"),
    ("refuse to go", "refuse", "R AH0 F Y UW1 Z"),
    ("used to go", "used", "Y UW1 S T"),
    ("$1,500 in all", "$1,500", "W AH1 N TH AW1 Z AH0 N D F AY1 V HH AH1 N D R AH0 D D AA1 L ER0 Z"),
    ("the U.S. economy", "U.S.", "Y UW2 EH1 S"),
    ("He wound it up", "wound", "W AW1 N D"),
    ("They record a new record", "They", "DH EY1"),
]


@pytest.mark.parametrize(("sentence", "word", "symbols"), SAID, ids=[f"{s}-{w}" for s, w, _ in SAID])
def test_a_word_is_said_as_in_its_sentence(sentence: str, word: str, symbols: str) -> None:
    found = next(w for w in front.read(sentence, "en") if w.text == word)
    assert " ".join(found.symbols) == symbols


def test_both_readings_in_one_sentence() -> None:
    said = [" ".join(w.symbols) for w in english.words("They live near the live concert and record a new record.")]
    assert [said[1], said[4], said[7], said[10]] == ["L IH1 V", "L AY1 V", "R IH0 K AO1 R D", "R EH1 K ER0 D"]


def test_phones_are_ipa_with_stress_before_the_vowel() -> None:
    (word,) = english.words("record", own={"record": "R IH0 K AO1 R D"})
    assert word.phones == ("ɹ", "ɪ", "k", "ˈɔː", "ɹ", "d")
    assert word.tones == (0, 1)
    assert english.ipa(("AH0", "ER0", "IY0", "AH1", "EY2")) == ("ə", "ɚ", "i", "ˈʌ", "ˌeɪ")


def test_what_is_no_arpabet_is_refused() -> None:
    with pytest.raises(ValueError, match="'QX1' is not ARPAbet"):
        english.ipa(("QX1",))


def test_the_users_dictionary_comes_first_and_knows_verbs_from_nouns() -> None:
    own = {"zyx": "Z IH1 K S", "mark/v": "M AA1 R K T", "mark/n": "M AA1 R K"}
    said = [" ".join(w.symbols) for w in english.words("zyx's mark, to mark it", own=own)]
    assert said[0] == "Z IH1 K S IH0 Z"
    assert (said[1], said[4]) == ("M AA1 R K", "M AA1 R K T")


def test_a_word_that_no_dictionary_has_is_guessed_from_its_letters() -> None:
    sounds = guess.guessed("blorptastic")
    assert sounds[:2] == ("B", "L")
    assert sum(s[-1] == "1" for s in sounds) == 1
    assert guess.guessed("") == () or all(s.rstrip("012") in english.IPA for s in guess.guessed(""))


def test_an_endless_word_is_spelled_in_linear_time() -> None:
    (word,) = english.words("q" * 20_000)
    assert len(word.symbols) == 3 * 20_000
