"""What a new password must be (ASVS 5.0, 6.2): long, not a common one, not made of what everybody can read."""

import re
from functools import cache
from pathlib import Path

from exchange.accounts.service.breached import is_breached
from exchange.kernel.errors import InvalidError
from exchange.kernel.languages import fold
from exchange.kernel.messages import N_, Message

SHORTEST = 12
LONGEST = 200
_FEWEST_DIFFERENT = 5
_LEAST_OF_ITS_OWN = 6
_LIST = Path(__file__).with_name("common_passwords.txt")
_ROWS = (
    "1234567890",
    "!@#$%^&*()",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "йцукенгшщзхъ",
    "фывапролджэ",
)


def check_new_password(password: str, *, email: str, field: str = "password") -> None:
    """Accept the password or say what is wrong with it.

    Raises:
        InvalidError: with one sentence under `field`.
    """
    fault = _fault(password, email)
    if fault is not None:
        raise InvalidError({field: fault})


def _fault(password: str, email: str) -> Message | None:
    if len(password) < SHORTEST:
        return Message(
            N_("Use at least %(count)s characters. A few words in a row are easy to keep in mind."), {"count": SHORTEST}
        )
    if len(password) > LONGEST:
        return Message(N_("Use at most %(count)s characters."), {"count": LONGEST})
    is_guessed = len(set(password)) < _FEWEST_DIFFERENT or _own_part(password, email) < _LEAST_OF_ITS_OWN
    if is_guessed or is_breached(password):
        return Message(N_("This password is one of the first that others would try. Choose another one."))
    return None


def _own_part(password: str, email: str) -> int:
    """How much is left without common passwords, keyboard rows and the parts of the address; a sign counts once."""
    rest = fold(password)
    for known in (*_readable_parts(email), *_common()):
        rest = rest.replace(known, " ")
    rest = _without_rows(rest)
    letters = re.sub(r"[\W_]", "", rest)
    return len(letters) + len(set(rest) - set(letters) - {" "})


def _without_rows(text: str) -> str:
    for row in _ROWS:
        for line in (fold(row), fold(row)[::-1]):
            for start in range(len(line) - 3):
                text = text.replace(line[start : start + 4], " ")
    return text


def _readable_parts(email: str) -> list[str]:
    parts = [part for part in re.split(r"[@.+_-]", fold(email)) if len(part) > 3]  # noqa: PLR2004 - shorter parts are in any word
    return sorted((fold(email), *parts), key=len, reverse=True)


@cache
def _common() -> tuple[str, ...]:
    words = {fold(line) for line in _LIST.read_text(encoding="utf-8").split()}
    return tuple(sorted(words, key=len, reverse=True))
