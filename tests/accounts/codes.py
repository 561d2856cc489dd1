"""An authenticator app for tests: its codes, and how an account gets it."""

from datetime import timedelta

import pyotp
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.accounts.service import second_factors
from exchange.kernel.vault import Vault
from tests.conftest import TEST_KEY
from tests.support.clock import FixedClock

PASSWORD = "korrekt staple nine"
VAULT = Vault(TEST_KEY, "second factor")


def code_of(secret: str, clock: FixedClock, *, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now + timedelta(seconds=30 * steps))


def enrolled(session: Session, person: Person, clock: FixedClock) -> tuple[str, tuple[str, ...]]:
    secret = second_factors.new_secret()
    codes = second_factors.add_time_code(
        session, person_id=person.id, secret=secret, code=code_of(secret, clock), vault=VAULT, now=clock.now
    )
    clock.advance(minutes=2)
    return secret, codes
