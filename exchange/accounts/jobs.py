"""Background work of accounts."""

from exchange.accounts.service import resets, sessions, signing_in
from exchange.kernel.clock import Clock
from exchange.web.db import transaction


def tidy_sign_ins(clock: Clock) -> None:
    """Drop old failed sign-ins, ended sessions and used links."""
    with transaction() as session:
        for kept in (signing_in, sessions, resets):
            kept.tidy(session, now=clock())
