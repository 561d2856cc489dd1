"""What a new password must be: a truth table over length, letters, the lists and what everybody can read (ASVS 6.2)."""

import pytest

from exchange.accounts.service.breached import LIST, is_breached
from exchange.accounts.service.password_rules import LONGEST, SHORTEST, check_new_password
from exchange.kernel.errors import InvalidError

EMAIL = "foster.care@az.example"


@pytest.mark.parametrize(
    "password",
    [
        "korrekt staple nine",
        "yalnız kiçik hərflər",
        "ТОЛЬКО БОЛЬШИЕ БУКВЫ",
        "839 2746 5501 92",
        "!?!;:-)(&%$#*+",
        "   spaces at both ends   ",
        "long enough " * 6,
        "zq" + "ə" * 5 + "wxyvut" + "x" * (LONGEST - 13),
    ],
    ids=["words", "small", "capital", "digits", "signs", "spaces", "seventy-two", "longest"],
)
def test_any_letters_are_welcome(password: str) -> None:
    """ASVS 6.2.5 and 6.2.9: no class of letters is asked for; 64 letters and more are taken."""
    check_new_password(password, email=EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "a1B!" * 2,
        "x" * SHORTEST,
        "y" * (LONGEST + 1),
        "foster.care 2026",
        "exchange2026",
        "qwertyuiop123456",
        "Password123456!",
        "q1w2e3r4t5y6",
        "Q1W2E3R4T5Y6",
        "unbelievable",
        "seniseviyorum",
        "ghbdtnrfrltkf",
    ],
    ids=["short", "one letter", "endless", "own address", "our name", "keyboard", "common", *("breached",) * 5],
)
def test_what_others_would_try_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidError):
        check_new_password(password, email=EMAIL)


def test_the_list_is_longer_than_the_standard_asks() -> None:
    """ASVS 6.2.4: the top 3,000 of those that are long enough to be chosen here."""
    digests = LIST.read_text(encoding="ascii").split()
    assert len(set(digests)) == len(digests) >= 3_000
    assert not is_breached("korrekt staple nine")
