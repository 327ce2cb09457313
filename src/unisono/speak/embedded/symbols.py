"""espeak-ng's phone names in our phone set: tʂʰ for its ts.h, and two phones where it tells two as one."""

from __future__ import annotations

from functools import lru_cache

from unisono.phones import bases
from unisono.types import SILENCE

# Where espeak-ng 1.52 has no IPA for a Mandarin phone it tells its own mnemonic. Found by speaking all 1,506 syllables
# of pypinyin; the right side is the inventory of text/mandarin.py.
_NAMES = {
    "χ": "x",
    "ʐ": "ɻ",
    "o-": "ɤ",
    "i.": "ʅ",
    "i̪": "ɿ",
    "ŋ-": "ŋ",
    "ɑu": "aʊ",
    "ai": "aɪ",
    "ei": "eɪ",
    "ou": "oʊ",
    "ər": "ɚ",
    "yi": "y",
    **{f"{a}h": f"{b}ʰ" for a, b in (p.split(":") for p in "p:p t:t k:k ts:ts tɕ:tɕ ts.:tʂ".split())},
    "ts.": "tʂ",
    "s.": "ʂ",
}
_GLIDE, _RHOTIC, _NASAL = 0.3, 0.65, 0.5  # the first phone's share of the two
# onɡ and the triphthongs are Mandarin; the rest was found by speaking 4,000 English words with en-us.
_PAIRS = {
    "onɡ": ("ʊ", "ŋ", _NASAL),
    **{f"i{v}": ("j", w, _GLIDE) for v, w in (("ou", "oʊ"), ("o", "o"), ("ɑ", "ɑ"), ("ɛ", "ɛ"))},
    **{f"u{v}": ("w", w, _GLIDE) for v, w in (("ai", "aɪ"), ("ei", "eɪ"), ("a", "a"), ("o", "o"), ("ə", "ə"))},
    **{f"y{v}": ("ɥ", w, _GLIDE) for v, w in (("ɛ", "ɛ"), ("æ", "ɛ"), ("ə", "ə"))},
    "əl": ("ə", "l", 0.4),
    "iə": ("i", "ə", 0.5),
    "aɪə": ("aɪ", "ə", _RHOTIC),
    "aɪɚ": ("aɪ", "ɚ", _RHOTIC),
    **{f"{v}ɹ": (v, "ɹ", _RHOTIC) for v in ("ɑː", "ɔː", "oː", "ɛ", "ɪ", "ʊ")},
}


@lru_cache(maxsize=1024)
def ours(ipa: str) -> tuple[tuple[str, float], ...]:
    """espeak's name -> our labels with the share of time of each; SILENCE for a pause, () for a change of language.

    Stress stays: `ˈaɪɚ` -> ((ˈaɪ, .65), (ɚ, .35)).
    """
    if ipa.startswith("("):
        return ()
    name = ipa.lstrip("ˈˌ")
    stress = ipa[: len(ipa) - len(name)]
    if not name:
        return ((SILENCE, 1.0),)
    if name in _PAIRS:
        first, second, share = _PAIRS[name]
        if share == _GLIDE:
            return ((first, share), (stress + second, 1 - share))
        return ((stress + first, share), (second, 1 - share))
    return ((stress + _known(_NAMES.get(name, name)), 1.0),)


def _known(name: str) -> str:
    """The name, or what of it is in our set: a foreign word may bring a symbol that neither language has."""
    try:
        bases(name)
    except ValueError:
        kept = "".join(char for char in name if _is_phone(char))
        return kept or "ə"
    return name


def _is_phone(char: str) -> bool:
    try:
        return bool(bases(char))
    except ValueError:
        return False
