"""A recording whose phones are known -> lessons: what is heard is matched with what the text says, and cut at pauses.

The aligner tells what was heard, weak forms and all; the text tells tones, words and what bounds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from unisono.audio.features import energy, pitch
from unisono.audio.resample import resample
from unisono.phones import is_stop
from unisono.speak.own.inventory import COMMA, INSIDE, STOP, Sound, language_of, rows, symbol_of
from unisono.speak.own.lessons import Lesson
from unisono.speak.own.mels import BANDS, HOP, RATE, centres, mel
from unisono.speak.own.tokens import sounds
from unisono.types import SILENCE, Floats, Ints, Line, Phone, Speech

LEVEL = -26.0  # dB full scale of the speech in everything that is learnt
SHORT = 7  # frames: what is shorter is no pause but a closure
LONG = 10  # frames: a pause so long is a boundary, whatever the text says
_EDGE = 12  # frames of silence that a lesson keeps at either end
_CUT, _LEAST, _MOST = 20, 120, 900  # frames: of a pause to cut at; fewest and most of a piece

_OTHER, _MISSED = 3, 2  # what it costs that one is heard as another, that one is not heard, or not said

Timed = tuple[Sound, int, int]  # a sound, its frames, those of them in which a stop is closed


def lessons_of(speech: Speech, text: str, language: str = "") -> list[Lesson]:
    """`speech` with its phones, and what is said in it: without a text its phones alone, in `language`.

    Empty where they have little to do with one another.
    """
    samples = levelled(resample(speech.samples, speech.rate, RATE))
    timed = _matched(speech, sounds(Line(text, language))[1] if text else _untold(speech.phones, language))
    spectrum, hertz = mel(samples), pitch(samples, RATE)
    top = min(BANDS, int(np.searchsorted(centres(), 0.475 * speech.rate)))
    found = []
    for begin, piece in _pieces(without_short_pauses(timed)):
        end = min(begin + sum(frames for _, frames, _ in piece), len(spectrum))
        lesson = lesson_of(piece, spectrum[begin:end], hertz[begin:end])
        if lesson is not None:
            found.append(replace(lesson, top=top))
    return found


def lesson_of(timed: Sequence[Timed], spectrum: Floats, hertz: Floats) -> Lesson | None:
    """What is heard in (T, BANDS) and (T,), its outer pauses shortened; None where there is too little."""
    frames = np.array([frames for _, frames, _ in timed], np.int32)
    frames[-1] -= int(frames.sum()) - len(spectrum)
    if frames.min(initial=1) < 1 or not len(frames):
        return None
    shut = np.array([closed for _, _, closed in timed], np.float32) / frames
    low, high = 0, len(spectrum)
    if timed[0][0].word < 0 and frames[0] > _EDGE:
        low, frames[0] = int(frames[0]) - _EDGE, _EDGE
    if timed[-1][0].word < 0 and frames[-1] > _EDGE:
        high, frames[-1] = high - (int(frames[-1]) - _EDGE), _EDGE
    if high - low < 20:
        return None
    table = rows([sound for sound, _, _ in timed])
    mels = spectrum[low:high].astype(np.float16)
    return Lesson("", "", "", "", table, frames, np.minimum(shut, 1), mels, hertz[low:high], BANDS, 0.0)


def levelled(samples: Floats) -> Floats:
    """(N,) at `RATE` -> the same with its speech, the loudest half of its frames, at `LEVEL`."""
    power = 10 ** (energy(samples, RATE) / 10)
    loud = np.sort(power)[len(power) // 2 :].mean() if len(power) else 1.0
    return np.asarray(samples * np.sqrt(10 ** (LEVEL / 10) / max(loud, 1e-9)), np.float32)


def without_short_pauses(timed: Sequence[Timed]) -> list[Timed]:
    """What is too short for a pause is the closure of the stop after it, or belongs to what was before."""
    kept: list[Timed] = []
    held = 0
    for at, (sound, frames, closed) in enumerate(timed):
        if sound.word < 0 and frames < SHORT and 0 < at < len(timed) - 1:
            if timed[at + 1][2]:
                held = frames
            else:
                before, long, shut = kept[-1]
                kept[-1] = (before, long + frames, shut)
            continue
        kept.append((sound, frames + held, closed + held))
        held = 0
    return kept


def _matched(speech: Speech, said: Sequence[Sound]) -> list[Timed]:
    """Every phone that is heard with the tone, word and boundary of the one in the text that it stands for."""
    heard = [phone for phone in speech.phones if phone.label != SILENCE]
    spoken = [sound for sound in said if sound.word >= 0]
    if not heard or not spoken:
        return []
    match = _aligned([_symbol(phone.label) for phone in heard], [_symbol(sound.label) for sound in spoken])
    found: list[Timed] = []
    at = 0
    for phone in _whole_pauses(speech.phones):
        begin, end = round(phone.start * RATE / HOP), round(phone.end * RATE / HOP)
        if end <= begin:
            at += phone.label != SILENCE
            continue
        if phone.label == SILENCE:
            after = max(found[-1][0].after, COMMA) if found else STOP
            if found and end - begin >= LONG and found[-1][0].word >= 0:
                found[-1] = (replace(found[-1][0], after=after), *found[-1][1:])
            found.append((Sound(SILENCE, spoken[match[at - 1] if at else 0].language, after=after), end - begin, 0))
            continue
        sound = replace(spoken[match[at]], label=phone.label)
        if at + 1 < len(match) and match[at + 1] == match[at]:  # one of the text is heard as two: it ends with the last
            sound = replace(sound, after=0)
        shut = (phone.release if phone.release is not None else phone.end) if is_stop(phone.label) else phone.start
        found.append((sound, end - begin, max(0, min(round(shut * RATE / HOP), end) - begin)))
        at += 1
    return found


def _untold(phones: Sequence[Phone], language: str) -> list[Sound]:
    """Phones of which nobody knows words or tones: all between two pauses are one word."""
    found: list[Sound] = []
    word = 0
    for phone in phones:
        if phone.label == SILENCE:
            word += 1
        else:
            found.append(Sound(phone.label, language_of(language), word=word, after=INSIDE))
    return found


def _whole_pauses(phones: Sequence[Phone]) -> list[Phone]:
    """A pause may be told in pieces."""
    found: list[Phone] = []
    for phone in phones:
        if found and phone.label == SILENCE == found[-1].label:
            found[-1] = Phone(SILENCE, found[-1].start, phone.end)
        else:
            found.append(phone)
    return found


def _aligned(heard: Sequence[int], spoken: Sequence[int]) -> list[int]:
    """For each that is heard, which of the spoken it stands for: fewest changes (Levenshtein), in order."""
    said = np.array(spoken)
    along = np.arange(len(spoken) + 1) * _MISSED
    table: Ints = np.zeros((len(heard) + 1, len(spoken) + 1), np.int32)
    table[0] = along
    for at, symbol in enumerate(heard):
        best = np.minimum(table[at, :-1] + (said != symbol) * _OTHER, table[at, 1:] + _MISSED)
        best = np.concatenate([[(at + 1) * _MISSED], best])
        table[at + 1] = np.minimum.accumulate(best - along) + along
    match = [0] * len(heard)
    row, column = len(heard), len(spoken)
    while row:
        change = _OTHER * (column > 0 and spoken[column - 1] != heard[row - 1])
        if column and table[row, column] == table[row - 1, column - 1] + change:
            row, column = row - 1, column - 1
            match[row] = column
        elif table[row, column] == table[row - 1, column] + _MISSED:
            row -= 1
            match[row] = min(column, len(spoken) - 1)
        else:
            column -= 1
    return match


def _pieces(timed: Sequence[Timed]) -> Iterator[tuple[int, list[Timed]]]:
    """The first frame of each piece and what is in it; a pause that is cut at belongs half to either side."""
    piece: list[Timed] = []
    begin = size = 0
    for at, (sound, frames, closed) in enumerate(timed):
        cut = sound.word < 0 and 0 < at < len(timed) - 1 and size >= _LEAST
        if cut and (frames >= _CUT or size >= _MOST):
            first = frames // 2
            yield begin, [*piece, (sound, first, 0)]
            begin, size = begin + size + first, frames - first
            piece = [(replace(sound, after=STOP), frames - first, 0)]
            continue
        piece.append((sound, frames, closed))
        size += frames
    if any(sound.word >= 0 for sound, _, _ in piece):
        yield begin, piece


def _symbol(label: str) -> int:
    """Of a sound without its breath: that is not what tells two apart here."""
    return symbol_of(label.replace("ʰ", ""))[0]
