"""Signs that have no picture: PowerPoint and terminals paste them, and XML, so every feed and .docx, refuses them."""

import re

# Controls but tab and line ends (XML 1.0, 2.2), and what Unicode keeps as no character at all.
_NO_PICTURE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile(r"[\x0b\x0c\x85]")  # within a paragraph of PowerPoint, at the end of a page, of an old line


def with_pictures(text: str) -> str:
    """The text without them; where one kept two words apart, a space does."""
    return _BREAKS.sub(" ", _NO_PICTURE.sub("", text))
