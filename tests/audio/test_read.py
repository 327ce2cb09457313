"""Any recording becomes mono float32 at its own rate; what is none is told in one line."""

from __future__ import annotations

import itertools
import json
import os
import re
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.audio.read import chunks, read
from unisono.errors import SoundError
from unisono.types import Floats, Speech


def _tone(rate: int, seconds: float = 1.0, hertz: float = 440.0) -> Floats:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def _encoded(path: Path, samples: Floats, rate: int, codec: str) -> Path:
    """(channels, N) samples by FFmpeg."""
    layout = "stereo" if len(samples) == 2 else "mono"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        form = stream.codec_context.codec.audio_formats[0].name
        resampler = av.AudioResampler(form, layout, rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=layout)
        frame.rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for part in [*resampler.resample(frame), None]:
            container.mux(stream.encode(part))
    return path


def _silent_film(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    return path


def _assert_tone(speech: Speech, hertz: float, seconds: float = 1.0) -> None:
    """One tone at its pitch and loudness, mono, about as long."""
    assert speech.samples.ndim == 1
    assert speech.samples.dtype == np.float32
    assert speech.duration == pytest.approx(seconds, abs=0.08)
    middle = speech.samples[int(0.3 * speech.rate) : int(0.7 * speech.rate)]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert spectrum.argmax() * speech.rate / len(middle) == pytest.approx(hertz, abs=5)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 96_000])
@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_lossless_sound_comes_as_it_is(tmp_path: Path, suffix: str, rate: int) -> None:
    steps = np.round(_tone(rate) * 32768).astype(np.int16)
    soundfile.write(tmp_path / f"a.{suffix}", steps, rate)
    speech = read(tmp_path / f"a.{suffix}")
    assert (speech.rate, speech.offset) == (rate, 0)
    assert np.array_equal(speech.samples, steps.astype(np.float32) / 32768)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_every_kind_of_wav_is_read(tmp_path: Path, subtype: str) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(16_000), 16_000, subtype=subtype)
    _assert_tone(read(tmp_path / "a.wav"), 440)


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.mp3", "libmp3lame", 44_100),
        ("a.m4a", "aac", 44_100),
        ("a.opus", "libopus", 48_000),
        ("a.webm", "libopus", 48_000),
        ("a.mp4", "aac", 22_050),
        ("a.mkv", "flac", 16_000),
        ("a.aiff", "pcm_s16be", 16_000),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_usual_format_is_read_and_mixed_down(
    tmp_path: Path, name: str, codec: str, rate: int, channels: int
) -> None:
    sound = np.stack([_tone(rate)] * channels)
    speech = read(_encoded(tmp_path / name, sound, rate, codec))
    assert speech.rate == rate
    _assert_tone(speech, 440)


def test_channels_are_averaged(tmp_path: Path) -> None:
    left, right = _tone(16_000, hertz=300), _tone(16_000, hertz=700)
    soundfile.write(tmp_path / "a.wav", np.stack([left, right, left, right], axis=1), 16_000, subtype="FLOAT")
    assert np.allclose(read(tmp_path / "a.wav").samples, (left + right) / 2, atol=1e-6)


def test_the_sound_of_a_film_is_read(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "film.mp4"), "w") as container:
        picture = container.add_stream("libx264", rate=10)
        picture.width = picture.height = 32
        sound = container.add_stream("aac", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(_tone(48_000)[None], format="fltp", layout="mono")
        frame.rate = 48_000
        container.mux(sound.encode(frame))
        for _ in range(10):
            container.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")))
        container.mux(picture.encode(None))
        container.mux(sound.encode(None))
    _assert_tone(read(tmp_path / "film.mp4"), 440)


def test_a_wrong_suffix_does_no_harm(tmp_path: Path) -> None:
    _encoded(tmp_path / "a.mp3", _tone(44_100)[None], 44_100, "libmp3lame").rename(tmp_path / "b.wav")
    _assert_tone(read(tmp_path / "b.wav"), 440)
    soundfile.write(tmp_path / "c.wav", _tone(16_000), 16_000)
    (tmp_path / "c.wav").rename(tmp_path / "d.mp3")
    _assert_tone(read(tmp_path / "d.mp3"), 440)


def test_names_with_spaces_chinese_characters_and_colons_work(tmp_path: Path) -> None:
    for name in ("我的 声音.mp3", "concat:a.mp3", "http:x.mp3", "%d.mp3"):
        _encoded(tmp_path / "plain.mp3", _tone(44_100)[None], 44_100, "libmp3lame").rename(tmp_path / name)
        _assert_tone(read(str(tmp_path / name)), 440)


@given(rate=st.sampled_from([8_000, 16_000]), count=st.integers(1, 30_000), seconds=st.floats(0.01, 3))
@settings(max_examples=30, deadline=None)
def test_chunks_are_as_long_as_asked_and_join_to_the_whole(
    tmp_path_factory: pytest.TempPathFactory, rate: int, count: int, seconds: float
) -> None:
    path = tmp_path_factory.mktemp("sound") / "a.wav"
    steps = np.random.default_rng(count).integers(-9_999, 9_999, count, dtype=np.int16)
    soundfile.write(path, steps, rate)
    parts = list(chunks(path, seconds))
    assert {len(part.samples) for part in parts[:-1]} <= {round(rate * seconds)}
    assert 0 < len(parts[-1].samples) <= round(rate * seconds)
    assert np.array_equal(Speech.join(parts).samples, steps.astype(np.float32) / 32768)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="tells memory by /proc")
def test_a_long_recording_is_read_in_constant_memory(tmp_path: Path) -> None:
    second = np.zeros(48_000, np.int16)
    with soundfile.SoundFile(tmp_path / "a.wav", "w", 48_000, 1, "PCM_16") as file:
        for _ in range(600):
            file.write(second)
    held = []
    end = 0
    for part in chunks(tmp_path / "a.wav"):
        held.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
        end = part.end
    assert end == 600 * 48_000
    assert held[-1] - held[10] < 4_000_000  # held, it would take 115 MB


def test_a_recording_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(16_000, 2.0), 16_000)
    soundfile.write(tmp_path / "a.flac", _tone(16_000, 2.0), 16_000)
    _encoded(tmp_path / "a.mp3", _tone(44_100, 2.0)[None], 44_100, "libmp3lame")
    for name in ("a.wav", "a.flac", "a.mp3"):
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[: len(whole) * 6 // 10])
        speech = read(tmp_path / name)
        assert 0.7 < speech.duration < 1.5, name
        _assert_tone(speech, 440, speech.duration)


def _refused(path: Path) -> str:
    with pytest.raises(SoundError) as caught:
        read(path)
    message = str(caught.value)
    assert "\n" not in message
    assert path.name[:20].split("\0")[0] in message
    return message


def test_what_is_no_recording_is_told_in_one_line(tmp_path: Path) -> None:
    assert "no recording" in _refused(tmp_path / "missing.wav")
    assert "folder" in _refused(tmp_path)
    os.mkfifo(tmp_path / "pipe.wav")
    assert "no recording" in _refused(tmp_path / "pipe.wav")
    _refused(tmp_path / ("a" * 300 + ".wav"))
    _refused(tmp_path / "nul\0.wav")
    for suffix in ("wav", "flac", "ogg", "mp3", "mp4", "xyz"):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(b"")
        assert "empty" in _refused(path)
        path.write_text("this is no sound, however long it may go on\n" * 50)
        assert re.search("not sound|holds no sound", _refused(path))
    playlist = tmp_path / "a.m3u8"
    soundfile.write(tmp_path / "secret.wav", _tone(16_000), 16_000)
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{tmp_path}/secret.wav\n#EXT-X-ENDLIST\n")
    _refused(playlist)


def test_a_film_without_sound_is_told(tmp_path: Path) -> None:
    assert "no sound in it" in _refused(_silent_film(tmp_path / "a.mp4"))


def test_a_header_without_sound_is_told(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(16_000), 16_000)
    (tmp_path / "a.wav").write_bytes((tmp_path / "a.wav").read_bytes()[:44])
    assert "holds no sound" in _refused(tmp_path / "a.wav")
    _encoded(tmp_path / "a.m4a", _tone(44_100)[None], 44_100, "aac")
    (tmp_path / "a.m4a").write_bytes((tmp_path / "a.m4a").read_bytes()[:2_000])
    _refused(tmp_path / "a.m4a")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_told_with_their_place(tmp_path: Path, bad: float) -> None:
    sound = _tone(16_000, 3.0)
    sound[40_000] = bad
    soundfile.write(tmp_path / "a.wav", sound, 16_000, subtype="FLOAT")
    assert "after 2.0 s" in _refused(tmp_path / "a.wav")


@given(st.binary(min_size=1, max_size=400), st.sampled_from(["wav", "flac", "mp3", "mp4", "ogg"]))
@settings(max_examples=60, deadline=None)
def test_random_bytes_raise_nothing_else(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str) -> None:
    path = tmp_path_factory.mktemp("sound") / f"a.{suffix}"
    path.write_bytes(data)
    message = ""
    try:
        read(path)
    except SoundError as error:
        message = str(error)
    assert "\n" not in message


def test_real_recordings_are_as_long_as_their_manifest_says(shared: Path) -> None:
    lines = (shared / "speech" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    for line in itertools.islice(lines, 0, None, 20):
        told = json.loads(line)
        speech = read(shared / "speech" / told["audio"])
        assert speech.rate == told["sr"]
        assert speech.duration == pytest.approx(told["dur"], abs=0.01)
