"""A recording becomes a voice: what of it is used, what its maker is told, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.speak.damage import in_a_room, with_noise
from tests.speak.gptsovits.said import FEMALE, LJ, MALE, Said, plain, said
from tests.speak.gptsovits.tape import Tape, TapeNets
from unisono.align.own import Own
from unisono.audio.resample import resample
from unisono.errors import SoundError, TextError, VoiceError
from unisono.speak.gptsovits.decoding import Tokens
from unisono.speak.gptsovits.enrolment import at_rate, enrolled
from unisono.speak.gptsovits.feelings import felt
from unisono.speak.gptsovits.nets import HEARD, REFERENCE, Prompt
from unisono.speak.gptsovits.reading import Reader
from unisono.speak.gptsovits.state import ENGINE, USUAL, Manner, pack, unpack
from unisono.speak.gptsovits.vocabulary import Vocabulary
from unisono.types import SILENCE, Floats, Line, Speech, Voice

RATE = 16000


@dataclass
class Ears(TapeNets):
    """Nets that hear no more than how loud it is, and remember what they were given."""

    prompts: list[Floats] = field(default_factory=list)  # 16 kHz
    sounds: list[Floats] = field(default_factory=list)  # 32 kHz

    def tokens(self, sound: Floats) -> Tokens:
        self.prompts.append(sound)
        loud = np.abs(sound[: len(sound) // 640 * 640]).reshape(-1, 640).max(axis=1)
        return np.asarray(np.minimum(loud, 1) * 1023, np.int64)

    def heard(self, sounds: Sequence[Floats], prompt: Prompt | None = None) -> dict[str, NDArray[Any]]:
        assert prompt or self.version not in ("v3", "v4")
        self.sounds += sounds
        return {"style": np.array([[sound.std(), np.abs(sound).max()] for sound in sounds], np.float32).mean(axis=0)}


def heard_by(nets: Ears, speech: Speech, text: str | None = None) -> Voice:
    return enrolled(nets, Reader(nets, lambda: Vocabulary({"[CLS]": 0, "[SEP]": 1, "[UNK]": 2})), speech, text)


def usual(voice: Voice) -> Manner:
    return unpack(voice.state)[1][USUAL]


@pytest.mark.parametrize(("folder", "language"), [(LJ, "en"), (MALE, "zh")])
def test_the_prompt_and_the_rest_are_what_the_nets_hear(shared: Path, folder: str, language: str) -> None:
    recording, nets = said(shared, folder, 7), Ears()
    voice = heard_by(nets, recording.speech, recording.text)
    manner = usual(voice)
    assert voice.engine == ENGINE
    assert unpack(voice.state)[0] == nets.print
    assert manner.language == language
    assert plain(manner.text) in plain(recording.texts)
    assert manner.text in voice.notes[0]
    assert (manner.bert is None) == (language == "en")
    assert manner.bert is None or len(manner.bert) == len(manner.phones)
    (prompt,) = nets.prompts
    assert len(manner.tokens) == len(prompt) // 640
    assert len(nets.sounds) >= 3
    assert all(3 <= len(sound) / REFERENCE <= 10 for sound in nets.sounds)
    assert resample(nets.sounds[0], REFERENCE, HEARD) == pytest.approx(prompt, abs=0.02)


def test_a_clean_minute_leaves_nothing_to_tell_but_what_was_used(shared: Path) -> None:
    recording = said(shared, FEMALE, 8)
    voice = heard_by(Ears(), recording.speech, recording.text)
    assert len(voice.notes) == 1
    assert "s more for its colour" in voice.notes[0]


Damage = Callable[[Floats], Floats]
DAMAGES: dict[str, tuple[str, Damage]] = {
    "noise": ("noisy.*quiet room", lambda sound: with_noise(sound, 14)),
    "clipping": ("clipped.*softer", lambda sound: np.clip(4 * sound / np.abs(sound).max(), -1, 1)),
    "echo": ("echoes.*soft things", lambda sound: in_a_room(sound, RATE, 0.9)),
    "a telephone": ("no sound above.*telephone", lambda sound: resample(resample(sound, RATE, 8000), 8000, RATE)),
    "too short": ("of speech: half a minute", lambda sound: sound[: 13 * RATE]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_wrong_with_a_recording_is_told(shared: Path, damage: str) -> None:
    says, spoil = DAMAGES[damage]
    recording = said(shared, MALE, 7)
    speech = Speech(np.asarray(spoil(recording.speech.samples), np.float32), RATE)
    voice = heard_by(Ears(), speech, recording.text)
    assert len(usual(voice).tokens) > 70
    notes = [note for note in voice.notes if np.any([word in note for word in (says.split(".*")[0],)])]
    assert len(notes) == 1
    assert all(part in notes[0] for part in says.split(".*"))
    assert "\n" not in notes[0]


def test_of_two_people_only_the_prompt_is_used(shared: Path) -> None:
    one, other = said(shared, LJ, 4), said(shared, MALE, 4)
    nets = Ears()
    both = np.concatenate([resample(one.speech.samples, one.rate, RATE), other.speech.samples])
    voice = heard_by(nets, Speech(both, RATE), f"{one.text}. {other.text}")
    assert any("two people" in note for note in voice.notes)
    assert len(nets.sounds) == 1
    assert plain(usual(voice).text) in plain([*one.texts, *other.texts])


def test_without_a_text_there_is_colour_alone_and_a_note(shared: Path) -> None:
    recording, nets = said(shared, LJ, 5), Ears()
    for text in (None, " \n"):
        voice = heard_by(nets, recording.speech, text)
        manner = usual(voice)
        assert not len(manner.tokens)
        assert not len(manner.phones)
        assert manner.heard["style"].shape == (2,)
        assert "with what is said in it" in voice.notes[0]
    assert not nets.prompts


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_v3_and_v4_need_the_text(shared: Path, version: str) -> None:
    recording = said(shared, LJ, 3)
    with pytest.raises(TextError, match=rf"{version} needs to know what is said.*--text"):
        heard_by(Ears(version=version), recording.speech)
    assert len(usual(heard_by(Ears(version=version), recording.speech, recording.text)).tokens)


def test_a_text_that_does_not_fit_is_refused_in_one_line(shared: Path) -> None:
    with pytest.raises(TextError, match=r"does not fit the reference \(\d+%") as told:
        heard_by(Ears(), said(shared, MALE, 5).speech, said(shared, FEMALE, 5).text)
    assert "\n" not in str(told.value)
    with pytest.raises(TextError):
        heard_by(Ears(), said(shared, MALE, 5).speech, "……")


def test_the_part_that_fits_is_used_and_the_rest_told(shared: Path) -> None:
    recording, other = said(shared, MALE, 6), said(shared, FEMALE, 6)
    mixed = replace(recording, texts=(*recording.texts[:3], *other.texts[3:]))
    nets = Ears()
    voice = heard_by(nets, recording.speech, mixed.text)
    assert plain(usual(voice).text) in plain(recording.texts[:3])
    assert any("did not fit the text and was left out" in note for note in voice.notes)
    until = recording.edges(2)[1]
    assert sum(map(len, nets.sounds)) / REFERENCE < until


def test_a_text_longer_than_the_sound_is_cut_to_what_is_said(shared: Path) -> None:
    recording = said(shared, MALE, 5)
    half = replace(recording, sounds=recording.sounds[:3])
    voice = heard_by(Ears(), half.speech, recording.text)
    assert plain(usual(voice).text) in plain(recording.texts[:3])


@pytest.mark.parametrize("with_text", [True, False])
def test_too_little_speech_is_told_with_what_is_expected(shared: Path, with_text: bool) -> None:
    recording = said(shared, MALE, 1)
    short = Speech(recording.speech.samples[: round(1.9 * RATE)], RATE)
    with pytest.raises(SoundError, match=r"holds \d\.\d s of speech; expected 3 to 10 s"):
        heard_by(Ears(), short, recording.text[:6] if with_text else None)


def test_speech_without_pauses_is_told(shared: Path) -> None:
    recording = said(shared, MALE, 6)
    found = Speech.join(Own().align(Line(recording.text), [recording.speech]))
    spoken = [phone for phone in found.phones if phone.label != SILENCE]
    sounds = [found.samples[round(phone.start * RATE) : round(phone.end * RATE)] for phone in spoken]
    with pytest.raises(SoundError, match=r"no 3 to 10 s in one piece can be used .* pause"):
        heard_by(Ears(), Speech(np.concatenate(sounds), RATE), recording.text)


@pytest.mark.parametrize(
    "samples",
    [np.zeros(0), np.zeros(RATE * 5), np.full(RATE * 5, np.nan), np.random.default_rng(0).normal(size=RATE * 5)],
)
def test_what_is_no_voice_is_refused_in_one_line(samples: Floats) -> None:
    for text in (None, "今天天气很好。"):
        with pytest.raises(SoundError) as told:
            heard_by(Ears(), Speech(np.asarray(samples, np.float32), RATE), text)
        assert "\n" not in str(told.value)


def test_nothing_but_three_to_ten_seconds_goes_to_the_nets() -> None:
    for seconds, good in ((2.99, False), (3, True), (10, True), (10.01, False)):
        sound = Speech(np.zeros(round(seconds * 44100), np.float32), 44100)
        if good:
            assert len(at_rate(sound, HEARD)) == pytest.approx(seconds * HEARD, abs=1)
        else:
            with pytest.raises(SoundError, match="expected 3 to 10 s"):
                at_rate(sound, HEARD)


@settings(max_examples=8, deadline=None)
@given(seconds=st.floats(0.1, 14), rate=st.sampled_from([8000, 22050, 96000]), with_text=st.booleans())
def test_any_length_and_rate_is_enrolled_or_refused_by_name(
    shared: Path, seconds: float, rate: int, with_text: bool
) -> None:
    recording = said(shared, MALE, 3)
    samples = resample(recording.speech.samples, RATE, rate)[: round(seconds * rate)]
    nets = Ears()
    try:
        heard_by(nets, Speech(samples, rate), recording.text if with_text else None)
    except (SoundError, TextError):
        assert seconds < 8
    else:
        assert seconds > 2.5
        assert all(3 <= len(sound) / REFERENCE <= 10 for sound in nets.sounds)


@pytest.fixture(scope="module")
def voices(shared: Path) -> dict[str, Voice]:
    """Three short recordings of one person."""

    def one(first: int) -> Said:
        return said(shared, MALE, 2, first)

    return {name: heard_by(Ears(), one(at).speech, one(at).text) for at, name in enumerate(("neutral", "happy", "sad"))}


def test_feelings_are_manners_of_one_voice(voices: dict[str, Voice]) -> None:
    feelings = {name: voice for name, voice in voices.items() if name != USUAL}
    voice = felt(voices[USUAL], feelings)
    weights, manners = unpack(voice.state)
    assert weights == Ears().print
    assert set(manners) == {"neutral", "happy", "sad"}
    for name, manner in manners.items():
        alone = usual(voices[name])
        assert manner.text == alone.text
        assert np.array_equal(manner.tokens, alone.tokens)
        assert np.array_equal(manner.heard["style"], alone.heard["style"])
    for name, other in feelings.items():
        assert f"{name}: {other.notes[0]}" in voice.notes


def test_feelings_heard_with_other_weights_are_refused(voices: dict[str, Voice]) -> None:
    other = replace(voices["happy"], state=pack("ab" * 16, {USUAL: usual(voices["happy"])}))
    with pytest.raises(VoiceError, match=r"'happy' was heard with other weights; enroll"):
        felt(voices[USUAL], {"happy": other})


def test_an_engine_enrolls(shared: Path) -> None:
    from unisono.speak.gptsovits.engine import GptSovits

    recording, nets = said(shared, MALE, 3), Ears(Tape())
    engine = GptSovits(reader=Reader(nets, lambda: Vocabulary({"[CLS]": 0, "[SEP]": 1, "[UNK]": 2})))
    voice = engine.enroll(recording.speech, recording.text)
    assert usual(engine.felt(voice, {"angry": voice})).text == unpack(voice.state)[1][USUAL].text
