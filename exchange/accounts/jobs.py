"""Background work of accounts."""

from exchange.accounts.service import signing_in
from exchange.kernel.clock import Clock
from exchange.web.db import transaction


def tidy_sign_ins(clock: Clock) -> None:
    """Drop old failed sign-ins and ended sessions."""
    with transaction() as session:
        signing_in.tidy(session, now=clock())
