"""Attempts to sign in, as lines of the log: by which means, with what end, on whose account (ASVS 5.0, 16.3.1)."""

from enum import StrEnum
from uuid import UUID

import structlog

log = structlog.get_logger("exchange.sign-in")


class End(StrEnum):
    """How an attempt ended; what opened a session stands in the record of acts, too."""

    RIGHT = "right"
    WRONG = "wrong"
    PAUSED = "paused"  # not even looked at


def note_attempt(means: str, end: End, person_id: UUID | None = None) -> None:
    """One line, with the account's number where there is an account; never an address or what was typed (I7)."""
    log.info("attempt", means=means, end=end.value, account=str(person_id) if person_id else None)
