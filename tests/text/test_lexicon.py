"""`unisono.dict` tells how words are said, and a mistake in it is told by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from unisono.errors import TextError
from unisono.text import front
from unisono.text.lexicon import lexicon, parse, read_file


def test_each_kind_of_entry_finds_its_language() -> None:
    entries = parse(
        "# names\n重庆 = chong2 qing4\n\nGitHub = G IH1 T HH AH2 B  # a brand\nread/v = R IY1 D\nyue 行 = haang4\n"
        "係 = hai6\n一人 = ヒトリ\n독립 = 동닙\n",
        "x.dict",
    ).entries
    assert entries["zh"] == {"重庆": "chong2 qing4"}
    assert entries["en"] == {"GitHub": "G IH1 T HH AH2 B", "read/v": "R IY1 D"}
    assert entries["yue"] == {"行": "haang4", "係": "hai6"}
    assert entries["ja"] == {"一人": "ヒトリ"}
    assert entries["ko"] == {"독립": "동닙"}


MISTAKES = {
    "重庆 chong2 qing4": "is no entry",
    "重庆 = chong2": "2 characters and 'chong2' 1 syllables",
    "重庆 = chong qing": "is no reading",
    "重庆 = chong2 qxng4": "is not pinyin",
    "GitHub = git hub": "is no reading",
    "GitHub = G QX1 T": "is not ARPAbet",
    "= chong2": "is no entry",
    "ja 一人 = hitori": "expected kana",
}


@pytest.mark.parametrize(("line", "message"), MISTAKES.items())
def test_a_mistake_names_file_and_line(line: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "unisono.dict"
    file.write_text(f"# first\n{line}\n", "utf-8")
    with pytest.raises(TextError, match=r"unisono\.dict, line 2: ") as caught:
        read_file(file)
    assert message in str(caught.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "unisono.dict"
    file.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(TextError, match="cannot be read"):
        read_file(file)


def test_the_working_folder_comes_before_the_config_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config" / "unisono"
    config.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (config / "unisono.dict").write_text("重庆 = zhong4 qing4\n乐园 = yue4 yuan2\n", "utf-8")
    assert lexicon().of("zh")["重庆"] == "zhong4 qing4"
    (tmp_path / "unisono.dict").write_text("重庆 = chong3 qing4\n", "utf-8")
    assert lexicon().of("zh")["重庆"] == "chong3 qing4"
    assert lexicon().of("zh")["乐园"] == "yue4 yuan2"
    assert lexicon().of("en")["openai"]


def test_an_entry_changes_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "unisono.dict").write_text("行长 = xing2 chang2\nZorp = Z OW1 R P\n", "utf-8")
    said = [" ".join(w.symbols) for w in front.read("我是行长Zorp", "zh")]
    assert said[2:] == ["x ing2 ch ang2", "Z OW1 R P"]
