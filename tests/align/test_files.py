"""An alignment as TextGrid, JSON, CTM and picture: nothing is lost, and others can read it."""

from __future__ import annotations

import io
import itertools
import json
import re

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.align.files import as_json, ctm, picture, textgrid
from unisono.align.heard import Alignment, HeardPhone, HeardWord, Note, alignment, notes
from unisono.errors import InputError, TrackError
from unisono.types import SILENCE, Phone, Span

PHONES = (
    HeardPhone(SILENCE, 0.0, 0.25),
    HeardPhone("p", 0.25, 0.3312, 0.9, release=0.32, source="P", word=0),
    HeardPhone("ˈɑː", 0.3312, 0.5, 0.8, source="AA1", word=0),
    HeardPhone("tʂʰ", 0.5, 0.75, 0.7, release=0.6, source="ch", word=1),
    HeardPhone(SILENCE, 0.75, 1.0),
)
FOUND = Alignment(
    PHONES, (HeardWord('say "pa",', 0.25, 0.5, 0.85, 'say "pa"', 0), HeardWord("吃。", 0.5, 0.75, 0.7, "吃", 1)), 1.0
)


def test_a_textgrid_is_what_praat_writes() -> None:
    lines = textgrid.text(FOUND).splitlines()
    assert lines[:2] == ['File type = "ooTextFile"', 'Object class = "TextGrid"']
    assert lines[3:8] == ["xmin = 0", "xmax = 1", "tiers? <exists>", "size = 2", "item []:"]
    assert '        name = "words"' in lines
    assert '            text = "say ""pa"""' in lines
    assert sum(line.strip().startswith("intervals [") for line in lines) == 4 + 5


labels = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
lengths = st.lists(st.floats(0.0005, 3.0), min_size=1, max_size=20)


@given(lengths, st.lists(labels, min_size=20, max_size=20), st.booleans())
@settings(deadline=None)
def test_a_textgrid_comes_back_as_it_went(times: list[float], names: list[str], utf16: bool) -> None:
    edges = np.cumsum([0.0, *times])
    phones = tuple(
        HeardPhone(name or "a", float(a), float(b)) for name, a, b in zip(names, edges, edges[1:], strict=False)
    )
    words = tuple(HeardWord(p.label + "!", p.start, p.end, bare=p.label) for p in phones[::2])
    written = textgrid.text(Alignment(phones, words, float(edges[-1])))
    tiers = textgrid.read(written.encode("utf-16" if utf16 else "utf-8"))
    assert list(tiers) == ["words", "phones"]
    for spans, tier in ((words, tiers["words"]), (phones, tiers["phones"])):
        assert tier[0].start == 0
        assert tier[-1].end == pytest.approx(edges[-1], abs=1e-6)
        assert all(a.end == b.start for a, b in itertools.pairwise(tier))
        found = [span for span in tier if span.label]
        assert [span.label for span in found] == [
            getattr(span, "bare", span.label) for span in spans if span.label != SILENCE
        ]
        wanted = [span for span in spans if span.label != SILENCE]
        assert [s.start for s in found] == pytest.approx([s.start for s in wanted], abs=2e-6)


def test_a_short_textgrid_and_points_are_read_too() -> None:
    short = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1.5\n<exists>\n2\n'
    short += '"IntervalTier"\n"phones"\n0\n1.5\n1\n'
    short += '0\n1.5\n"a ""b"" ! c"\n"TextTier"\n"marks"\n0\n1.5\n1\n0.7\n"x"\n'
    tiers = textgrid.read(short.encode())
    assert tiers == {"phones": [Span('a "b" ! c', 0.0, 1.5)], "marks": [Span("x", 0.7, 0.7)]}


@pytest.mark.parametrize("keep", [0, 40, 200, 400])
def test_a_damaged_textgrid_is_an_error_in_one_line(keep: int) -> None:
    with pytest.raises(TrackError) as error:
        textgrid.read(textgrid.text(FOUND).encode()[:keep])
    assert "\n" not in str(error.value)
    with pytest.raises(TrackError):
        textgrid.read(bytes(range(128, 256)))


def test_json_has_the_fields_that_are_promised() -> None:
    held = json.loads(as_json.text(FOUND, [Note("left out", "the fox", 0.75, 0.75)]))
    assert set(held) == {"words", "phones", "notes"}
    assert held["words"][1] == {"label": "吃", "start": 0.5, "end": 0.75, "confidence": 0.7}
    assert held["phones"][1] == {
        "label": "p", "start": 0.25, "end": 0.3312, "source": "P", "release": 0.32, "word": 0, "confidence": 0.9,
    }  # fmt: skip
    assert held["phones"][0]["word"] is None
    assert held["phones"][0]["source"] is None
    assert held["notes"] == [{"kind": "left out", "label": "the fox", "start": 0.75, "end": 0.75}]


def test_ctm_has_one_word_a_line() -> None:
    rows = ctm.text(FOUND, "my file").splitlines()
    assert rows == ['my_file 1 0.250 0.250 say_"pa" 0.850', "my_file 1 0.500 0.250 吃 0.700"]
    assert all(re.fullmatch(r"\S+ 1 \d+\.\d{3} \d+\.\d{3} \S+ [01]\.\d{3}", row) for row in rows)


@pytest.mark.parametrize("duration", [0.0, 0.003, 1.0, 9.3])
def test_a_picture_is_drawn_of_any_sound(duration: float) -> None:
    rng = np.random.default_rng(0)
    sound = rng.standard_normal(int(duration * 8000)).astype(np.float32)
    with av.open(io.BytesIO(picture.png(Alignment(PHONES, FOUND.words, duration), sound, 8000, "名 ˈaɪ"))) as file:
        (frame,) = file.decode(video=0)
    assert frame.width >= 488  # room for a title
    assert frame.height > 300 * max(1, duration // 4)


def test_a_picture_shows_where_phones_begin() -> None:
    sound = np.zeros(16000, np.float32)
    with av.open(io.BytesIO(picture.png(FOUND, sound, 16000))) as file:
        (frame,) = file.decode(video=0)
    columns = np.abs(np.diff(frame.to_ndarray(format="rgb24").astype(int), axis=1)).sum(axis=(0, 2))
    for phone in PHONES[1:]:
        x = 64 + phone.start / 4 * 1720
        assert columns[int(x) - 2 : int(x) + 3].max() > 10 * np.median(columns)


def test_a_picture_of_an_hour_is_refused() -> None:
    with pytest.raises(InputError, match="cut the recording"):
        picture.png(Alignment(PHONES, (), 3600.0), np.zeros(10, np.float32), 8000)


def test_pieces_of_a_pause_are_joined_and_bare_phones_find_their_words() -> None:
    pieces = [Phone(SILENCE, 0.0, 0.1), Phone(SILENCE, 0.1, 0.2), Phone("a", 0.2, 0.4), Phone(SILENCE, 0.4, 0.5)]
    found = alignment(pieces, [Span("ah", 0.2, 0.4)], 0.5)
    assert [(p.label, p.start, p.end, p.word) for p in found.phones] == [
        (SILENCE, 0.0, 0.2, -1), ("a", 0.2, 0.4, 0), (SILENCE, 0.4, 0.5, -1),
    ]  # fmt: skip


def test_words_left_out_said_again_and_added_are_told() -> None:
    text = ["the", "quick", "brown", "fox", "jumps"]
    places = [0, 1, 0, 1, 3]
    words = tuple(HeardWord(text[p], float(at), at + 0.8, place=p) for at, p in enumerate(places))
    phones = (HeardPhone("ə", 5.0, 5.2), HeardPhone("ə", 5.2, 5.5), HeardPhone(SILENCE, 5.5, 6.0))
    told = notes(Alignment(phones, words, 6.0), text)
    assert [(n.kind, n.label, n.start, n.end) for n in told] == [
        ("said again", "the quick", 2.0, 3.8),
        ("left out", "brown", 3.8, 3.8),
        ("left out", "jumps", 4.8, 4.8),
        ("added", "", 5.0, 5.5),
    ]
    han = notes(Alignment((), (HeardWord("我", 0.0, 0.1, place=0),), 1.0), ["我", "不", "知道", "OK"])
    assert [(note.label, note.count) for note in han] == [("不知道 OK", 3)]
    assert notes(Alignment((), tuple(HeardWord(t, i, i + 1, place=i) for i, t in enumerate(text)), 5.0), text) == ()
