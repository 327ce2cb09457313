"""Addresses, file names and HTML tags: found as a whole, said part by part.

An address is said without its scheme, its last slash and what follows a ? or #, which nobody says; a tag not at all.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from functools import lru_cache

from unisono.text.placed import Piece
from unisono.text.saying import Found, Saying

_URL = r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]"
_HOST = r"(?:[A-Za-z0-9-]{1,63}\.){1,5}"
_TOP = (
    "com|org|net|edu|gov|int|io|ai|cn|jp|kr|hk|tw|uk|us|de|fr|eu|ca|au|in|co|me|app|dev|info|tv|fm|xyz|site|top|cloud"
)
_KIND = (  # of a file, or of what calls itself after one: Node.js
    "js|ts|jsx|tsx|py|ipynb|md|txt|pdf|html?|css|json|ya?ml|xml|csv|zip|tar|gz|exe|png|jpe?g|gif|svg|mp[34]|wav|flac|"
    "docx?|xlsx?|pptx?|java|cpp|rs|go|sh|toml|ini|log|srt|vtt|glb|gltf|onnx|pth?|ckpt|voice"
)
_TAG = (
    "a|abbr|article|b|blockquote|body|br|button|center|cite|code|dd|del|div|dl|dt|em|font|footer|form|h[1-6]|head|"
    "header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|ol|option|p|pre|q|s|samp|script|section|"
    "select|small|span|strike|strong|style|sub|sup|table|tbody|td|textarea|th|thead|title|tr|tt|u|ul|var|video"
)
ADDRESS = (
    rf"(?P<scheme>(?:https?|ftp|file)://){_URL}{{1,2000}}"
    rf"|www\.{_URL}{{1,2000}}"
    rf"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{{1,64}}@{_HOST}[A-Za-z]{{2,24}}"
    rf"|(?<![A-Za-z0-9@._-]){_HOST}(?:{_TOP})(?![A-Za-z0-9_-])(?::\d{{2,5}})?(?:/{_URL}{{0,2000}})?"
    rf"|(?<![A-Za-z0-9@._-])[A-Za-z][A-Za-z0-9_-]{{1,60}}(?:\.[A-Za-z0-9_-]{{1,60}}){{0,4}}\.(?:{_KIND})(?![A-Za-z0-9_-])"
    rf"|(?<![A-Za-z0-9])\.NET\b|(?P<tag></?(?:{_TAG})(?:\s[^<>]{{0,300}})?/?>|<!--[^<>]{{0,300}}-->)"
    r"|(?P<entity>&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});)"
)
_MAY_HAVE_ONE = re.compile(r"://|www\.|@|[A-Za-z0-9]\.[A-Za-z]|</?[A-Za-z!]|&[#a-z]|\.NET")
_LAST = re.compile(r"[.,;:!?)\]'*]+$")  # marks of the sentence that the address stands in
_UNSAID = re.compile(r"[?#].*$|/+$")
_PART = re.compile(r"[A-Za-z]+|\d+|.")


def may_have_one(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """False, and soon, where text[start:end] holds no address, file name or tag."""
    return _MAY_HAVE_ONE.search(text, start, end) is not None


def found(text: str, start: int, end: int) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Where addresses, file names and tags stand in text[start:end]."""
    if not may_have_one(text, start, end):
        return
    for one in _address().finditer(text, start, end):
        last = None if one["tag"] or one["entity"] else _LAST.search(one.group())
        yield one.start(), one.start() + last.start() if last else one.end(), one


def without(text: str) -> str:
    """A text without its addresses and tags: what is left tells its language."""
    return _address().sub(" ", text) if may_have_one(text) else text


@lru_cache(maxsize=1)
def _address() -> re.Pattern[str]:
    return re.compile(ADDRESS)


def entity(one: re.Match[str]) -> str:
    """The character that &lt; or &#39; stands for; empty for what is none."""
    char = html.unescape(one["entity"] or "")
    return char if len(char) == 1 and char.isprintable() else ""


def said(text: str, start: int, end: int, one: re.Match[str], saying: Saying) -> Iterator[Piece]:
    """The pieces of an address that are not said as they are written, in order."""
    at = start + len(one["scheme"] or "")
    if at > start:
        yield Piece(start, at, "")
    rest = _UNSAID.search(text[at:end])
    last = at + rest.start() if rest else end
    for part in _PART.finditer(text, at, last):
        if words := _part(part, saying, last):
            yield Piece(part.start(), part.end(), words)
    if last < end:
        yield Piece(last, end, "")


def _part(part: re.Match[str], saying: Saying, end: int) -> str:
    """Empty where it is said as it is written."""
    written = part.group()
    if written.isdigit():
        kind = "index" if len(written) > 2 else "quantity"
        return saying.kinds[kind](Found(kind, {"a": written, "all": written}, "", "")) or written
    if written.isalpha():
        ending = len(written) == 2 and part.string[part.start() - 1 : part.start()] == "."
        return written.upper() if ending and (part.end() == end or part.string[part.end()] in "/:") else ""
    return saying.address.get(written, " ")
