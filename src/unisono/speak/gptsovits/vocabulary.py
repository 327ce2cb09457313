"""BERT's vocabulary: one number for each character of a normalised text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from unisono.errors import WeightsError
from unisono.speak.gptsovits.decoding import Tokens

FILES = ("vocab.txt", "tokenizer.json")  # either of them holds it

_BEGIN, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words of BERT and their rows."""

    rows: Mapping[str, int]

    def ids(self, text: str) -> Tokens:
        """(N,) characters that a normaliser left, each a word of its own -> (N + 2,), between [CLS] and [SEP]."""
        unknown = self.rows[_UNKNOWN]
        said = [self.rows.get(character, unknown) for character in text]
        return np.array([self.rows[_BEGIN], *said, self.rows[_END]], np.int64)


def beside(bert: Path) -> Vocabulary:
    """The vocabulary in BERT's folder, or beside its weights. WeightsError where there is none."""
    folder = bert if bert.is_dir() else bert.parent
    for name in FILES:
        if (folder / name).is_file():
            return _read(folder / name)
    raise WeightsError(
        f"{folder} lacks {' and '.join(FILES)}; put one of them there, from chinese-roberta-wwm-ext-large"
    )


def _read(path: Path) -> Vocabulary:
    try:
        text = path.read_text("utf-8")
        words = json.loads(text)["model"]["vocab"] if path.suffix == ".json" else text.splitlines()
        rows = {str(w): int(n) for w, n in words.items()} if isinstance(words, dict) else _numbered(words)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"{path} cannot be read as BERT's vocabulary ({error}); fetch it again") from None
    if missing := [word for word in (_BEGIN, _END, _UNKNOWN) if word not in rows]:
        raise WeightsError(f"{path} is no vocabulary of BERT: it lacks {missing[0]}; fetch it again")
    return Vocabulary(rows)


def _numbered(lines: list[str]) -> dict[str, int]:
    return {line.strip(): row for row, line in enumerate(lines)}
