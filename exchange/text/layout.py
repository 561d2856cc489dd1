"""Between how people write Markdown and how Python-Markdown reads it: what was clearly meant becomes what is shown."""

import re
from collections.abc import Iterator

_BEGINS_LIST = re.compile(r"[-*+] +\S|1\. +\S")  # as CommonMark: of numbers only 1 may break into a paragraph
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+\.)[ \t]+\S")
_RULE = re.compile(r"[ \t]*[|:-][|: \t-]*")  # under the head of a table
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_WIDE_HEADING = re.compile(r"<(/?)h[12](?:\s[^>]*)?>")
_TO_FOOTNOTE = re.compile(r'<a class="footnote-ref"[^>]*>([^<]*)</a>')
_BACK = re.compile(r'(?:&#160;)?<a class="footnote-backref"[^>]*>[^<]*</a>')


def spaced(text: str) -> str:
    """The text with an empty line before each list and table that stands right below its sentence."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_spaced(lines))


def _spaced(lines: list[str]) -> Iterator[str]:
    is_code, in_sentence = False, None
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            is_code, in_sentence = not is_code, None
        elif not is_code:
            begins_table = "|" in line and _is_rule(lines[number + 1 : number + 2])
            if in_sentence and (begins_table or _BEGINS_LIST.match(line)):
                yield ""
            in_sentence = False if begins_table else _goes_on(line, in_sentence)
        yield line


def _is_rule(following: list[str]) -> bool:
    return any(_RULE.fullmatch(line) and "|" in line and "-" in line for line in following)


def _goes_on(line: str, in_sentence: bool | None) -> bool | None:  # noqa: FBT001 - three states of one line after another
    """Whether a sentence stands here; None where something new may begin."""
    if not line.strip() or line.startswith("#"):
        return None
    if _ITEM.match(line) or line[0] in " \t>|":
        return False
    return in_sentence is not False


def settled(html: str) -> str:
    """The page's own headings are the widest; marks lose their links, for which no place is left in cleaned text."""
    html = _WIDE_HEADING.sub(r"<\1h3>", html)
    return _BACK.sub("", _TO_FOOTNOTE.sub(r"\1", html))
