"""`--engine mfa`: what is called, what is read back, and what is said where there is none or it fails.

The Montreal Forced Aligner installs by conda only, so a small script stands on the PATH in its place: it checks its
arguments as `mfa align_one` does and writes a TextGrid in MFA's way.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from unisono import plugins
from unisono.align.heard import HeardPhone, HeardWord
from unisono.align.mfa import _places
from unisono.errors import EngineError, InputError, MissingExtra, TextError
from unisono.testing import check_aligner, cut, spoken
from unisono.types import SILENCE, Line, Speech

SCRIPT = """#!{python}
import sys, wave
from pathlib import Path
command, sound, text, dictionary, acoustic, out = sys.argv[1:]
assert command == "align_one" and Path(sound).is_file() and (dictionary, acoustic) == {models!r}, sys.argv
assert Path(text).read_text("utf-8") == {text!r}, Path(text).read_text("utf-8")
with wave.open(sound) as file:
    length = file.getnframes() / file.getframerate()
{more}
def tier(name, spans):
    yield 'class = "IntervalTier"'
    yield f'name = "{{name}}"'
    yield f"xmin = 0\\nxmax = {{length}}\\nintervals: size = {{len(spans)}}"
    for at, (start, end, label) in enumerate(spans, 1):
        yield f'intervals [{{at}}]:\\nxmin = {{start}}\\nxmax = {{end}}\\ntext = "{{label}}"'
words, phones = {tiers!r}
fill = lambda spans: spans + [(spans[-1][1], length, "")]
head = 'File type = "ooTextFile"\\nObject class = "TextGrid"\\n\\nxmin = 0\\nxmax = ' + str(length)
rows = [head, "tiers? <exists>\\nsize = 2\\nitem []:\\nitem [1]:", *tier("words", fill(words)), "item [2]:",
        *tier("phones", fill(phones))]
Path(out).write_text("\\n".join(rows) + "\\n", "utf-8")
"""

SECONDS = 1.0
ENGLISH = (
    [(0.0, 0.2, ""), (0.2, 0.5, "keep"), (0.5, 0.7, "twenty"), (0.7, 0.9, "two")],
    [
        (0.0, 0.2, "sil"), (0.2, 0.3, "K"), (0.3, 0.4, "IY1"), (0.4, 0.5, "P"), (0.5, 0.6, "T"), (0.6, 0.7, "EH1"),
        (0.7, 0.8, "spn"), (0.8, 0.9, "UW0"),
    ],
)  # fmt: skip


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    def make(tiers: object, text: str, models: tuple[str, str], more: str = "") -> None:
        program = tmp_path / "mfa"
        program.write_text(SCRIPT.format(python=sys.executable, tiers=tiers, text=text, models=models, more=more))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path))

    return make


def sound(seconds: float = SECONDS) -> Speech:
    """Noise that bursts out every tenth of a second."""
    noise = 0.1 * np.random.default_rng(0).standard_normal(int(seconds * 16_000))
    quiet = np.arange(len(noise)) % 1600 < 960
    return Speech(np.where(quiet, 0.01 * noise, noise).astype(np.float32), 16_000)


def test_its_textgrid_becomes_phones_and_words_as_written(fake: object) -> None:
    fake(ENGLISH, "Keep twenty two", ("english_us_arpa", "english_us_arpa"))  # type: ignore[operator]
    line = Line("Keep 22!", "en")
    found = Speech.join(plugins.load("aligner", "mfa").align(line, cut(sound(), 1000)))
    assert [(w.bare, w.start, w.end, w.place) for w in found.words if isinstance(w, HeardWord)] == [
        ("Keep", 0.2, 0.5, 0),
        ("22", 0.5, 0.9, 1),
    ]
    phones = [p for p in found.phones if isinstance(p, HeardPhone)]
    assert [p.label for p in phones] == [SILENCE, "k", "ˈiː", "p", "t", "ˈɛ", "ə", "uː", SILENCE]
    assert [p.source for p in phones] == ["", "K", "IY1", "P", "T", "EH1", "spn", "UW0", ""]
    assert [p.word for p in phones] == [-1, 0, 0, 0, 1, 1, 1, 1, -1]
    assert all(p.start <= (p.release or p.start) <= p.end for p in phones)
    for phone in phones:
        if phone.label in "kpt":
            assert phone.release == pytest.approx(phone.start + 0.06, abs=0.005)


def test_the_contract_is_kept(fake: object) -> None:
    fake(ENGLISH, "Keep twenty two", ("english_us_arpa", "english_us_arpa"))  # type: ignore[operator]
    check_aligner(lambda: plugins.load("aligner", "mfa"), Line("Keep 22!", "en"), sound(), (480, 10**6))


def test_mandarin_ipa_is_brought_to_our_signs(fake: object) -> None:
    tiers = (
        [(0.0, 0.5, "吃饭"), (0.5, 0.8, "了")],
        [(0.0, 0.2, "ʈʂʰ"), (0.2, 0.3, "ʐ̩˥˥"), (0.3, 0.4, "f"), (0.4, 0.5, "a˥˩n"), (0.5, 0.8, "ə")],
    )
    fake(tiers, "吃饭 了", ("mandarin_china_mfa", "mandarin_mfa"))  # type: ignore[operator]
    found = Speech.join(plugins.load("aligner", "mfa").align(Line("吃饭了。"), [sound()]))
    assert next(p.label for p in found.phones) == "tʂʰ"
    assert "".join(w.label for w in found.words) == "吃饭了。"


def test_words_are_found_by_their_letters() -> None:
    assert _places(["don't", "twenty six", "ok"], ["don't", "twenty", "six", "ok"]) == [0, 1, 1, 2]
    assert _places(["今天", "天气", "好"], ["今", "天天", "气好"]) == [0, 0, 1]
    assert _places(["alpha", "beta", "gamma"], ["alpha", "<unk>", "gamma"]) == [0, 1, 2]
    assert _places(["one"], ["x", "y"]) == [0, 0]


def test_without_mfa_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtra, match=r"conda create .* montreal-forced-aligner"):
        list(plugins.load("aligner", "mfa").align(Line("hello"), [sound()]))


def test_what_it_says_when_it_fails_is_one_line(fake: object) -> None:
    more = 'print("Could not find a model named english_us_arpa", file=sys.stderr); sys.exit(3)'
    fake(ENGLISH, "hello", ("english_us_arpa", "english_us_arpa"), more)  # type: ignore[operator]
    with pytest.raises(EngineError, match=r"exit code 3.*Could not find.*mfa model download") as error:
        list(plugins.load("aligner", "mfa").align(Line("hello"), [sound()]))
    assert "\n" not in str(error.value)


def test_what_it_cannot_do_is_an_error(fake: object) -> None:
    fake(ENGLISH, "hello", ("english_us_arpa", "english_us_arpa"))  # type: ignore[operator]
    with pytest.raises(InputError, match="yue"):
        list(plugins.load("aligner", "mfa").align(Line("食飯", "yue"), [sound()]))
    with pytest.raises(TextError):
        list(plugins.load("aligner", "mfa").align(Line("…", "en"), [sound()]))


def test_speech_with_phones_passes_through_untouched() -> None:
    chunks = list(cut(spoken("hello there"), 500))
    found = plugins.load("aligner", "mfa").align(Line("something else"), chunks)
    assert all(a is b for a, b in zip(found, chunks, strict=True))


def test_phones_cover_the_sound_where_the_tiers_do_not(fake: object) -> None:
    fake(([(0.1, 0.2, "hi")], [(0.1, 0.15, "HH"), (0.15, 0.2, "AY1")]), "hi", ("english_us_arpa", "english_us_arpa"))  # type: ignore[operator]
    found = Speech.join(plugins.load("aligner", "mfa").align(Line("hi", "en"), [sound(0.4)])).phones
    assert [type(p) for p in found] == [HeardPhone] * len(found)
    assert [(p.label, p.start) for p in found] == [(SILENCE, 0.0), ("h", 0.1), ("ˈaɪ", 0.15), (SILENCE, 0.2)]
    assert found[-1].end == pytest.approx(0.4)
