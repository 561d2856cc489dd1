"""The ten thousand commonest breached passwords of twelve letters and more, as digests (ASVS 5.0, 6.2.4 and 6.2.12)."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from exchange.kernel.languages import fold

LIST = Path(__file__).with_name("breached_passwords.txt")  # made by assets/breached.py
_LETTERS = 10


def is_breached(password: str) -> bool:
    """Whether it is on the list, in capital or small letters."""
    return digest(fold(password.strip())) in _known()


def digest(word: str) -> str:
    """What the list holds of a folded password: forty bits, so one in a hundred million others is refused with it."""
    return sha256(word.encode("utf-8", "surrogatepass")).hexdigest()[:_LETTERS]


@cache
def _known() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="ascii").split())
