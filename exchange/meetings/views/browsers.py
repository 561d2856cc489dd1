"""Which browser somebody has, as it says of itself: enough to tell an old one before a meeting begins."""

import re
from dataclasses import dataclass

# In this order: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
_KNOWN = (
    ("Edge", re.compile(r"\bEdg(?:A|iOS)?/(\d+)"), 96),
    ("Opera", re.compile(r"\bOPR/(\d+)"), 82),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/(\d+)"), 102),
    ("Chrome", re.compile(r"\b(?:HeadlessChrome|Chrome|CriOS)/(\d+)"), 96),
    ("Safari", re.compile(r"\bVersion/(\d+)[\d.]* .*\bSafari/"), 15),
)


@dataclass(frozen=True)
class OwnBrowser:
    """Its name and version; an empty name where it does not say so in a way that is known."""

    name: str
    version: int
    is_recent: bool  # recent enough for the servers of videoconferences (Jitsi and BigBlueButton, 2026)


def browser_of(agent: str) -> OwnBrowser:
    """The browser behind a User-Agent."""
    for name, pattern, oldest in _KNOWN:
        found = pattern.search(agent[:500])
        if found:
            version = int(found[1][:4])
            return OwnBrowser(name, version, version >= oldest)
    return OwnBrowser("", 0, is_recent=False)
