"""Addresses that a mail server refused for good."""

from datetime import datetime

from sqlalchemy.orm import Session

from exchange.accounts.queries import recipient
from exchange.kernel.actor import Actor
from exchange.notifications.models import BouncedAddress


def mark_bounced(session: Session, *, address: str, reason: str, now: datetime) -> None:
    """Send nothing more to it; the first reason stays."""
    if session.get(BouncedAddress, address) is None:
        session.add(BouncedAddress(address=address, reason=reason[:300], since=now))


def bounced(session: Session, *, address: str) -> datetime | None:
    """Since when nothing is sent to it; None when it is in order."""
    row = session.get(BouncedAddress, address)
    return row.since if row else None


def try_again(session: Session, *, actor: Actor) -> None:
    """Let the next mail go out to the person's own address."""
    if actor.person_id is None:
        return
    row = session.get(BouncedAddress, recipient(session, actor.person_id).email)
    if row is not None:
        session.delete(row)
