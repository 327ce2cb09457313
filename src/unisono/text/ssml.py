"""SSML -> the same events as marks: the part of W3C SSML 1.1 and Microsoft's mstts that a voice with a face can follow.

speak, p, s, break, prosody (rate, pitch, volume), phoneme (ipa, pinyin, x-arpabet), emphasis, say-as, sub,
mstts:express-as (style, styledegree). Elements are told by their local name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from unisono.text.wishes import Close, Cut, Event, Feel, Open, Pause, feeling, reading, refused, seconds

_BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.0}  # seconds
_LEVELS = {"strong": 1.5, "moderate": 1.0, "none": 0.0, "reduced": -0.5}
_RATES = {"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.6}
_PITCHES = {"x-low": 0.75, "low": 0.87, "medium": 1.0, "default": 1.0, "high": 1.15, "x-high": 1.33}
_VOLUMES = {"silent": 0.0, "x-soft": 0.35, "soft": 0.6, "medium": 1.0, "default": 1.0, "loud": 1.4, "x-loud": 1.8}
_LIMITS = {"rate": (0.4, 2.5), "pitch": (0.5, 2.0), "volume": (0.0, 4.0)}
_SAY_AS = frozenset(
    """
    cardinal number ordinal digits telephone characters spell-out verbatim date time currency unit fraction address name
    """.split()
)


def is_ssml(text: str) -> bool:
    """True for a text that begins with the element `speak`, or as an XML document does."""
    return bool(re.match(r"\s*<(?:speak[\s>/]|\?xml\s|!DOCTYPE\s)", text))


def events(text: str, lenient: bool = False) -> Iterator[Event]:
    """Text and wishes of a whole SSML document. TextError, with line and column, for XML that is broken or for an
    element or value that is unknown; `lenient` passes over the unknown and speaks what is inside it."""
    return iter(_Reader(text, lenient).events)


class _Reader:
    """Walks the document once; what an element opened is closed when it ends."""

    def __init__(self, text: str, lenient: bool) -> None:
        self.events: list[Event] = []
        self._lenient = lenient
        self._feelings = [Feel("neutral")]
        self._ends: list[Callable[[], None]] = []
        self._silenced = 0  # elements open whose own text is not spoken: it was replaced by an alias
        self._parser = expat.ParserCreate(namespace_separator=None)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = lambda _: self._ends.pop()()
        self._parser.CharacterDataHandler = self._say
        self._parser.StartDoctypeDeclHandler = self._no_doctype
        try:
            self._parser.Parse(text.encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            why = f"the SSML is not well-formed: {expat.ErrorString(error.code)}"
            raise refused("<speak>", why, error.lineno, error.offset + 1) from None

    def _say(self, text: str) -> None:
        if not self._silenced:
            self.events.append(text)

    def _no_doctype(self, *_: object) -> None:
        # A document type can define entities that grow without end.
        raise self._refused("<!DOCTYPE>", "SSML has no document type here; leave it out")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        self._ends.append(lambda: None)
        handle = getattr(self, "_on_" + local.replace("-", "_"), None)
        try:
            if handle is None:
                raise ValueError("the element is not known; known are " + ", ".join(_known()))
            handle({key.rpartition(":")[2].lower(): value for key, value in attributes.items()})
        except ValueError as error:
            if not self._lenient:
                raise self._refused(f"<{name}>", error) from None

    def _refused(self, what: str, why: object) -> Exception:
        return refused(what, why, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _open(self, kind: str, value: float | str) -> None:
        self.events.append(Open(kind, value))
        before = self._ends[-1]

        def close() -> None:
            self.events.append(Close())
            before()

        self._ends[-1] = close

    def _on_speak(self, _: dict[str, str]) -> None:
        if len(self._ends) > 1:
            raise ValueError("speak stands inside another element; it is the outermost")

    def _on_s(self, _: dict[str, str]) -> None:
        self.events.append(Cut())
        self._ends[-1] = lambda: self.events.append(Cut())

    _on_p = _on_s

    def _on_voice(self, _: dict[str, str]) -> None:
        """Who speaks is chosen elsewhere; documents of other systems name it here."""

    _on_lang = _on_voice

    def _on_break(self, attributes: dict[str, str]) -> None:
        if "time" in attributes:
            self.events.append(Pause(seconds(attributes["time"])))
        else:
            self.events.append(Pause(_named("strength", attributes.get("strength", "medium"), _BREAKS)))

    def _on_emphasis(self, attributes: dict[str, str]) -> None:
        self._open("emphasis", _named("level", attributes.get("level", "moderate"), _LEVELS))

    def _on_prosody(self, attributes: dict[str, str]) -> None:
        for kind, names in (("rate", _RATES), ("pitch", _PITCHES), ("volume", _VOLUMES)):
            if kind in attributes:
                self._open(kind, _factor(kind, attributes[kind], names))

    def _on_phoneme(self, attributes: dict[str, str]) -> None:
        said, alphabet = attributes.get("ph", ""), attributes.get("alphabet", "ipa").lower()
        if alphabet == "ipa":
            opened = Open("ipa", said.strip("/ "))
        else:
            opened = reading(said)
            wanted = {"pinyin": "pinyin", "x-pinyin": "pinyin", "sapi": "pinyin", "x-arpabet": "arpabet"}.get(alphabet)
            if opened.kind != wanted:
                raise ValueError(f"{said!r} is not in the alphabet {alphabet!r}; known are ipa, pinyin, x-arpabet")
        if not opened.value:
            raise ValueError("ph is empty; give the pronunciation")
        self._open(opened.kind, opened.value)

    def _on_say_as(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("interpret-as", "").lower()
        if kind not in _SAY_AS:
            raise ValueError(f"interpret-as {kind!r} is not known; known are {', '.join(sorted(_SAY_AS))}")
        self._open("say-as", kind)

    def _on_sub(self, attributes: dict[str, str]) -> None:
        self._say(attributes.get("alias", ""))
        self._silenced += 1
        self._ends[-1] = self._heard_again

    def _heard_again(self) -> None:
        self._silenced -= 1

    def _on_express_as(self, attributes: dict[str, str]) -> None:
        degree = attributes.get("styledegree", "1")
        if not re.fullmatch(r"\d*\.?\d+", degree, re.ASCII) or float(degree) > 2:
            raise ValueError(f"styledegree {degree!r} is not known; give 0.01 to 2")
        # Microsoft's usual is 1, its most 2; our most is 1.
        felt = feeling(attributes.get("style", ""), str(min(float(degree), 1.0)))
        self._feelings.append(felt)
        self.events.append(felt)
        self._ends[-1] = self._felt_before

    def _felt_before(self) -> None:
        self._feelings.pop()
        self.events.append(self._feelings[-1])


def _known() -> list[str]:
    return sorted(name[4:].replace("_", "-") for name in vars(_Reader) if name.startswith("_on_"))


def _named(what: str, value: str, names: dict[str, float]) -> float:
    if value.strip().lower() not in names:
        raise ValueError(f"{what} {value!r} is not known; known are {', '.join(names)}")
    return names[value.strip().lower()]


def _factor(kind: str, value: str, names: dict[str, float]) -> float:
    """`slow`, `+20%`, `80%`, `1.2`, `+2st`, `+6dB` as a factor; a bare percentage is of the usual, as in SSML 1.1."""
    plain = value.strip().lower()
    if plain in names:
        return names[plain]
    found = re.fullmatch(r"([+-]?)(\d+(?:\.\d+)?)(%|st|db)?", plain, re.ASCII)
    if not found or (found.group(3) == "st" and kind != "pitch") or (found.group(3) == "db" and kind != "volume"):
        raise ValueError(
            f"{kind} {value!r} is not known; give {', '.join(names)}, a percentage such as +20% or a factor"
        )
    sign, number, unit = found.group(1), float(found.group(2)), found.group(3)
    signed = -number if sign == "-" else number
    if unit == "st":
        factor = 2 ** (signed / 12)
    elif unit == "db":
        factor = 10 ** (signed / 20)
    elif unit == "%":
        factor = 1 + signed / 100 if sign else number / 100
    else:
        factor = 1 + signed if sign else number
    low, high = _LIMITS[kind]
    if not low <= factor <= high:
        raise ValueError(f"{kind} {value!r} is out of range; give {low:g} to {high:g} times the usual")
    return factor
