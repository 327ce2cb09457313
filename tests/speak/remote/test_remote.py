"""`remote` against a server on loopback that speaks the documented protocol, well and badly."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.speak.remote.api import Api, packed, running, said
from unisono import caches, plugins, voice_file
from unisono.audio.resample import resample
from unisono.errors import EngineError, InputError, SoundError, TextError, UnisonoError, VoiceError
from unisono.pipeline import Actor, released
from unisono.speak.remote.engine import Remote
from unisono.speak.remote.server import MEDIA, MODES, Server
from unisono.testing import check_synthesizer
from unisono.types import Floats, Line, Speech, Voice

Run = Callable[..., tuple[int, str, str]]
TEXT = "Please bring the blue book back before noon."
LONG = "Please bring the blue book back before noon. We shall read it together, and tomorrow we meet again. " * 2


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder for what is kept."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("UNISONO_CACHE", str(folder))
    caches.folder.cache_clear()
    yield folder
    caches.folder.cache_clear()


@pytest.fixture
def api() -> Iterator[Api]:
    with running(Api()) as api:
        yield api


@pytest.fixture(scope="module")
def reference() -> Speech:
    """Between 3 and 10 s, in which TEXT is said, and something more."""
    return Actor.cast().say(TEXT + " Tomorrow we meet again.").speech


@pytest.fixture
def voice(reference: Speech) -> Voice:
    return Remote().enroll(reference, TEXT + " Tomorrow we meet again.")


def heard(api: Api, voice: Voice, wishes: str = "", line: Line | None = None) -> Speech:
    return Speech.join(Remote(f"{api.url}?{wishes}").speak(line or Line(TEXT), voice))


def alike(got: Floats, wanted: Floats, lag: int = 0) -> float:
    """Correlation, where `got` may come up to `lag` samples later."""
    length = min(len(got), len(wanted)) - lag
    return max(float(np.corrcoef(got[at : at + length], wanted[:length])[0, 1]) for at in range(0, lag + 1, 8))


@pytest.mark.parametrize("media", MEDIA)
@pytest.mark.parametrize("mode", MODES)
def test_the_sound_arrives_however_it_is_packed(api: Api, voice: Voice, mode: int, media: str) -> None:
    got = heard(api, voice, f"streaming_mode={mode}&media_type={media}")
    wanted = resample(said(TEXT, api.rate), api.rate, Remote.rate)
    packs = {"wav": 0.0, "raw": 0.0, "ogg": 0.02}.get(media, 0.12 if mode < 2 else 0.6)
    assert abs(len(got.samples) - len(wanted)) <= packs * Remote.rate + 1
    if media == "aac" and mode > 1:
        return  # each chunk brings the coder's own delay
    assert alike(got.samples, wanted, lag=6000 if media == "aac" else 0) > (0.999 if media in ("wav", "raw") else 0.97)
    assert {api.requests[0][name] for name in ("streaming_mode", "media_type")} == {mode, media}


@pytest.mark.parametrize("rate", [24_000, 48_000])
def test_the_rate_is_the_servers_own(api: Api, voice: Voice, rate: int) -> None:
    api.rate = rate
    wanted = resample(said(TEXT, rate), rate, Remote.rate)
    for wishes in ("media_type=wav", f"media_type=raw&rate={rate}", "media_type=ogg&streaming_mode=0"):
        got = heard(api, voice, wishes)
        assert abs(len(got.samples) - len(wanted)) <= 0.02 * Remote.rate
        assert alike(got.samples, wanted) > 0.97


def test_phones_and_words_are_timed_on_the_way(api: Api, voice: Voice) -> None:
    got = heard(api, voice)
    assert [word.label.strip(" .") for word in got.words] == TEXT.strip(".").split()
    own = Actor.cast().say(TEXT).speech
    for mine, theirs in zip(own.words, got.words, strict=True):
        assert abs(mine.start - theirs.start) < 0.1
    check_synthesizer(Remote(f"{api.url}?streaming_mode=3"), voice, Line(TEXT))


@pytest.mark.parametrize(
    ("line", "language"),
    [
        (Line("我们今天读书。"), "zh"),
        (Line("Good morning."), "en"),
        (Line("我用 Python 写程序。"), "zh"),
        (Line("Good morning, 小明。"), "zh"),
        (Line("食飯未呀", language="yue"), "yue"),
    ],
)
def test_the_request_is_as_the_official_server_documents_it(
    api: Api, voice: Voice, line: Line, language: str, cache: Path
) -> None:
    remote = Remote(f"{api.url}?top_k=5&temperature=0.8&text_split_method=cut0")
    fields = remote._fields(line, _reference(voice))
    assert fields["text"] == line.text
    assert fields["text_lang"] == language
    assert fields["prompt_lang"] == "en"
    assert fields["prompt_text"] == TEXT + " Tomorrow we meet again."
    assert (fields["top_k"], fields["temperature"], fields["text_split_method"]) == (5, 0.8, "cut0")
    assert Path(fields["ref_audio_path"]).parent == cache / "references"
    assert 3 <= soundfile.info(fields["ref_audio_path"]).duration <= 10
    assert fields["seed"] == remote._fields(line, _reference(voice))["seed"]


def _reference(voice: Voice) -> Any:
    from unisono.speak.remote.reference import Reference

    return Reference.of(voice.state)


def test_sound_is_heard_before_the_rest_of_it_is_made(api: Api, voice: Voice) -> None:
    api.holds = threading.Event()
    chunks = Remote(f"{api.url}?streaming_mode=3").speak(Line(LONG.strip()), voice)
    first = next(chunks)
    assert len(first.samples)
    assert not api.holds.is_set()
    api.holds.set()
    assert Speech.join([first, *chunks]).duration > 8


def test_a_sentence_that_is_closed_leaves_the_server(api: Api, voice: Voice) -> None:
    api.holds = threading.Event()
    with released(Remote(f"{api.url}?streaming_mode=3").speak(Line(LONG.strip()), voice)) as chunks:
        next(chunks)
    api.holds.set()
    assert api.left.wait(20)


@pytest.mark.parametrize("fault", ["dropped", "503", "502"])
def test_what_fails_before_any_sound_is_asked_again(api: Api, voice: Voice, fault: str) -> None:
    api.faults = [fault]
    assert heard(api, voice).duration > 1
    assert len(api.requests) == 2


@pytest.mark.parametrize("mode", [0, 3])
def test_a_sound_that_was_begun_is_not_begun_again(api: Api, voice: Voice, mode: int) -> None:
    api.faults = ["cut"]
    given: list[Speech] = []
    with pytest.raises(EngineError, match=r"ended the sound early, after \d+ bytes; .* its log"):
        given += Remote(f"{api.url}?streaming_mode={mode}").speak(Line(LONG.strip()), voice)
    assert len(api.requests) == 1


@pytest.mark.parametrize("media", MEDIA)
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("page", "sends text/html, not sound; is it api_v2.py"),
        ("failed", "found nothing to say, or failed at it|sent no sound"),
        ("other", "the server sent .* expected|sent no sound|cannot be read"),
        ("500", "answers 500: busy"),
        ("404", "answers 404: busy; is it api_v2.py"),
        ("401", "answers 401"),
    ],
)
def test_what_a_server_does_wrong_is_told(api: Api, voice: Voice, fault: str, says: str, media: str) -> None:
    if media == "raw" and fault in ("failed", "other"):
        pytest.skip("raw sound tells nothing of itself")
    api.faults = [fault]
    with pytest.raises(EngineError, match=says) as told:
        heard(api, voice, f"media_type={media}&streaming_mode=0")
    assert "\n" not in str(told.value)
    assert len(api.requests) == 1


@pytest.mark.parametrize(
    ("reference", "version", "says"),
    [
        (
            "/srv/nowhere.wav",
            "v2",
            "refuses the request: tts failed: /srv/nowhere.wav not exists; it reads .* on its own",
        ),
        (None, "v3", "refuses the request: .*prompt_text cannot be empty"),
    ],
)
def test_what_the_server_refuses_is_told_in_its_words(
    api: Api, reference: str | None, version: str, says: str, tmp_path: Path
) -> None:
    api.version = version
    soundfile.write(tmp_path / "four.wav", np.zeros(64_000, np.int16), 16_000)
    voice = Remote().refer(reference or str(tmp_path / "four.wav"))
    with pytest.raises(InputError, match=says):
        heard(api, voice)


def test_a_field_of_another_kind_is_told_as_the_server_tells_it(api: Api, voice: Voice) -> None:
    api.faults = ["422"]
    with pytest.raises(InputError, match="refuses the request: busy"):
        heard(api, voice)


def test_no_server_is_told_with_how_to_start_one(voice: Voice) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(
        EngineError, match=rf"no GPT-SoVITS server at http://127.0.0.1:{port} .*api_v2.py -a 127.0.0.1 -p {port}"
    ):
        list(Remote(f"127.0.0.1:{port}").speak(Line(TEXT), voice))


def test_a_server_that_starts_meanwhile_is_found(api: Api, voice: Voice) -> None:
    api.faults = ["dropped", "dropped"]
    assert heard(api, voice).duration > 1
    api.faults = ["dropped"] * 3
    with pytest.raises(EngineError, match="no GPT-SoVITS server"):
        heard(api, voice)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("ftp://gpu:9880", "no address of a server"),
        ("http://", "no address of a server"),
        ("http://gpu:99999", "no address of a server"),
        ("gpu?streaming_mode=4", r"streaming_mode=4 .* can be 0, 1, 2, 3"),
        ("gpu?streaming_mode=fast", "is no int"),
        ("gpu?media_type=mp3", "can be wav, raw, ogg, aac"),
        ("gpu?rate=44100", "can be 32000, 24000, 48000"),
        ("gpu?topk=5", "no field 'topk' to set; it has streaming_mode"),
        ("gpu?text=hello", "no field 'text'"),
    ],
)
def test_a_wrong_address_is_told(address: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        Remote(address)


def test_an_address_says_what_it_means() -> None:
    server = Server.of("https://gpu.example/voices/tts?media_type=ogg&seed=7")
    assert (server.host, server.port, server.secure, server.path) == ("gpu.example", 443, True, "/voices")
    assert (server.media, server.mode, server.fields) == ("ogg", 1, {"seed": 7})
    assert Server.of("gpu:1234").url == "http://gpu:1234"


def test_of_a_long_recording_the_server_hears_a_part_with_its_words(api: Api) -> None:
    recording = Actor.cast().say(LONG).speech
    assert recording.duration > 10
    voice = Remote().enroll(Speech(recording.samples, recording.rate), LONG)
    reference = _reference(voice)
    assert 3 <= len(reference.samples) / reference.rate <= 10
    assert reference.text in LONG
    assert len(reference.text) > 20
    assert re.search(r'the server hears \d\.\d s of it, "', voice.notes[0])
    assert heard(api, voice).duration > 1
    mute = Remote().enroll(Speech(recording.samples, recording.rate))
    assert _reference(mute).text == ""
    assert "v3 and v4 refuse that" in mute.notes[0]


def test_references_that_cannot_be_used_are_told(reference: Speech) -> None:
    with pytest.raises(SoundError, match=r"2\.0 s long; the server takes 3 to 10 s"):
        Remote().enroll(Speech(reference.samples[: 2 * reference.rate], reference.rate))
    long = Actor.cast().say(LONG).speech
    with pytest.raises(TextError, match="does not fit"):
        Remote().enroll(Speech(long.samples, long.rate), "Quite another thing stands in here, about ships and the sea.")


@pytest.mark.parametrize(
    ("line", "voice", "error"),
    [
        (Line("…"), Voice("a", "remote", {}), VoiceError),
        (Line(TEXT), Voice("a", "own", {}), InputError),
        (Line(TEXT), Voice("a", "remote", {"text": np.zeros(2, np.uint8)}), VoiceError),
    ],
)
def test_what_cannot_be_asked_is_told_before(line: Line, voice: Voice, error: type[UnisonoError]) -> None:
    with pytest.raises((error, TextError)):
        list(Remote().speak(line, voice))


def test_a_voice_file_holds_its_reference(api: Api, voice: Voice, tmp_path: Path, cache: Path) -> None:
    voice_file.save(voice, tmp_path / "me.voice")
    for place in cache.rglob("*.wav"):
        place.unlink()
    heard(api, voice_file.load(tmp_path / "me.voice"))
    assert len(list((cache / "references").iterdir())) == 1


def test_say_with_a_local_recording(api: Api, reference: Speech, unisono: Run, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "me.wav", reference.samples, reference.rate)
    (tmp_path / "me.txt").write_text(TEXT + " Tomorrow we meet again.")
    told = unisono("say", TEXT, "--engine", "remote", "--server", f"{api.url}?streaming_mode=2", "--voice", "me.wav",
                   "--consent", "Test", "-o", "a.wav", "-o", "a.srt", "-o", "a.csv")  # fmt: skip
    assert told[0] == 0, told[2]
    assert re.search("voice +me +of remote; me.wav", told[2])
    assert "blue book" in (tmp_path / "a.srt").read_text()
    assert api.requests[0]["prompt_text"].startswith("Please bring")
    assert soundfile.info(tmp_path / "a.wav").duration > 2


def test_say_with_a_recording_on_the_servers_machine(
    api: Api, reference: Speech, unisono: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("far") / "ref.wav"
    soundfile.write(place, reference.samples, reference.rate)
    far = tmp_path / "far.wav"  # where the server sees it
    code, _, error = unisono(
        "enroll", far, "--engine", "remote", "--server", api.url, "--text", TEXT, "-o", "me.voice", "--consent", "Test"
    )
    assert code == 0, error
    far.symlink_to(place)
    code, _, error = unisono("say", TEXT, "--voice", "me.voice", "--server", api.url, "-o", "a.wav")
    assert code == 0, error
    assert "on the engine's machine" in error
    assert (api.requests[0]["ref_audio_path"], api.requests[0]["prompt_text"]) == (str(far), TEXT)
    far.unlink()
    code, out, error = unisono(
        "say", TEXT, "--voice", "far.wav", "--engine", "remote", "--server", api.url, "-o", "b.wav"
    )
    assert code == 2
    assert "nobody agreed" in error
    code, out, error = unisono("say", TEXT, "--voice", "me.voice", "--server", api.url, "-o", "b.wav")
    assert (code, out) == (2, "")
    assert re.fullmatch(
        r"unisono: http\S+ refuses the request: tts failed: \S+ not exists; .* on its own machine\s*", error
    ), error
    assert not (tmp_path / "b.wav").exists()


def test_options_go_to_the_engine_that_takes_them(unisono: Run) -> None:
    for option in ("weights", "server"):
        code, _, error = unisono("say", TEXT, f"--{option}", "x", "-o", "a.wav")
        assert code == 2
        assert re.search(f"engine 'own' takes no {option}", error)
    assert plugins.load("synthesizer", "remote", server="gpu:1").rate == 48000


@pytest.mark.parametrize("size", [1, 7, 999, 10**6])
@pytest.mark.parametrize("media", MEDIA)
def test_bytes_may_be_cut_anywhere(media: str, size: int) -> None:
    from unisono.speak.remote.sound import unpacked

    wave = (0.4 * np.sin(np.arange(40_000) / 9)).astype(np.float32)
    data = packed(wave, 32_000, media)
    data += packed(wave[:20_000], 32_000, media) if media != "wav" else b"LIST\4\0\0\0note"
    whole = np.concatenate([samples for _, samples in unpacked(media, [data], 32_000)])
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    cut = np.concatenate([samples for _, samples in unpacked(media, pieces, 32_000)])
    np.testing.assert_array_equal(cut, whole)
    assert len(whole) >= (40_000 if media == "wav" else 60_000)


@pytest.mark.parametrize("media", ["wav", "ogg", "aac"])
def test_damaged_sound_ends_in_one_line_or_in_sound(media: str) -> None:
    from unisono.speak.remote.sound import unpacked

    dice = np.random.default_rng(3)
    good = packed((0.4 * np.sin(np.arange(20_000) / 9)).astype(np.float32), 32_000, media)
    told = 0
    for _ in range(150):
        data = bytearray(good[: dice.integers(1, len(good) + 1)])
        for at in dice.integers(0, len(data), dice.integers(0, 6)):
            data[at] = dice.integers(256)
        try:
            for rate, samples in unpacked(media, [bytes(data)], 32_000):
                assert rate > 0
                assert np.isfinite(samples).all()
        except EngineError as error:
            told += "\n" not in str(error)
    assert told > 20
