"""What the official front end makes of 123 sentences, compared part by part; prints how many match per language.

`$UNISONO_GOLDEN` names another folder of the same form.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from unisono.text.compat import SYMBOLS, Segment, segments
from unisono.text.compat.chinese import split_syllable

HERE = Path(__file__).resolve()
FOLDER = Path(os.environ.get("UNISONO_GOLDEN", HERE.parents[4] / "shared" / "golden" / "gptsovits"))
EXTRAS = {"ja": "pyopenjtalk", "yue": "ToJyutping", "ko": "mecab"}


def _stored(name: str) -> str:
    if not (FOLDER / name).exists():
        pytest.skip(f"no golden data at {FOLDER}; set UNISONO_GOLDEN")
    return (FOLDER / name).read_text("utf-8")


def _sentences() -> list[dict[str, Any]]:
    return [json.loads(line) for line in _stored("text.jsonl").splitlines()]


def _same(found: Segment, wanted: dict[str, Any]) -> bool:
    word2ph = list(found.word2ph) if found.word2ph is not None else None
    return (found.lang, found.norm, list(found.phones), word2ph, list(found.ids)) == (
        wanted["lang"], wanted["norm"], wanted["phones"], wanted["word2ph"], wanted["ids"],
    )  # fmt: skip


def _matches(sentence: dict[str, Any]) -> bool:
    found = segments(sentence["text"], sentence["language"])
    wanted = sentence["segments"]
    return len(found) == len(wanted) and all(map(_same, found, wanted))


def test_golden_symbols_stand_in_the_official_order() -> None:
    wanted = json.loads(_stored("symbols.json"))
    assert {version: list(table) for version, table in SYMBOLS.items()} == {key: wanted[key] for key in ("v1", "v2")}


def test_golden_syllables_are_parted_as_in_the_official_table() -> None:
    wanted = json.loads(_stored("pinyin_map.json"))
    assert {pinyin: list(split_syllable(pinyin)) for pinyin in wanted} == wanted


def test_golden_sentences_are_read_as_the_official_front_end_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    for package in EXTRAS.values():
        pytest.importorskip(package)
    total: Counter[str] = Counter()
    matched: Counter[str] = Counter()
    failed = []
    for sentence in _sentences():
        total[sentence["language"]] += 1
        if _matches(sentence):
            matched[sentence["language"]] += 1
        else:
            failed.append(f"{sentence['id']} {sentence['language']} {sentence['text']}")
    with capsys.disabled():
        print("\n" + ", ".join(f"{language} {matched[language]}/{total[language]}" for language in total))
        print("\n".join(failed))
    assert failed == []
