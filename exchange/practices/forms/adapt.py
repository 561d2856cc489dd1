"""Advice to whoever starts tomorrow: one text of the practice, three boxes of the form."""

import re
from collections.abc import Mapping

PARTS = ("keep", "may-change", "avoid")
_HEAD = re.compile(r"^###\s*(keep|may-change|avoid)\s*$", re.MULTILINE)


def split(markdown: str) -> dict[str, str]:
    """The three parts of the text by their fixed keys; what stands before the first belongs to "keep"."""
    pieces = _HEAD.split(markdown)
    found = dict.fromkeys(PARTS, "")
    found["keep"] = pieces[0].strip()
    for key, body in zip(pieces[1::2], pieces[2::2], strict=True):
        found[key] = f"{found[key]}\n{body.strip()}".strip()
    return found


def join(parts: Mapping[str, str]) -> str:
    """One text again; parts without words leave no heading."""
    return "\n\n".join(f"### {key}\n\n{parts[key].strip()}" for key in PARTS if parts.get(key, "").strip())
