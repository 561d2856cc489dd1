"""The letters of a plain text, whatever code page a ministry's programs still write."""

import re
from functools import partial

_BY_MARK = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SIGNS = "\u00a0«»“”„‘’‚–—…•·№§°±€©®²³½×\u00ad\u0085"
_TURKISH = re.compile(rf"[çğıöşüÇĞİÖŞÜâîûÂÎÛ{_SIGNS}]")
_RUSSIAN = re.compile(rf"(?<![A-Za-z])[А-Яа-яЁё{_SIGNS}](?![A-Za-z])")
_WRONG_CASE = re.compile(r"(?<=[а-яё])[А-ЯЁ]")  # KOI8-R read as Windows-1251, or the other way round
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_ENOUGH = 0.9  # of the letters beyond ASCII
_CODE_PAGES = (("windows-1254", _TURKISH), ("windows-1251", _RUSSIAN), ("koi8-r", _RUSSIAN), ("cp866", _RUSSIAN))


def letters_of(content: bytes) -> str | None:
    """The text in UTF-8, UTF-16 with its mark, or the code page in which its letters make words; None for no text."""
    marked = next((name for mark, name in _BY_MARK if content.startswith(mark)), "utf-8")
    text = _decoded(content, marked)
    if text is None and marked == "utf-8":
        text = _guessed(content)
    return None if text is None or _CONTROL.search(text) else text


def _guessed(content: bytes) -> str | None:
    read = partial(_decoded, content)
    found = [(_fit(text, own), text) for name, own in _CODE_PAGES if (text := read(name)) is not None]
    fit, text = max(found, default=(0.0, ""))
    return text if fit >= _ENOUGH else None


def _fit(text: str, own: re.Pattern[str]) -> float:
    """How many of the letters beyond ASCII are letters of the language, in the case that their place asks for."""
    beyond = len(_BEYOND_ASCII.findall(text))
    at_home = len(own.findall(text)) - len(_WRONG_CASE.findall(text))
    return at_home / beyond if beyond else 0.0


def _decoded(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None
