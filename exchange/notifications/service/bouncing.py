"""Addresses that a mail server refused for good."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from exchange.accounts.addresses import normal_address
from exchange.accounts.queries import recipient
from exchange.kernel.actor import Actor
from exchange.notifications.models import BouncedAddress, Mail
from exchange.notifications.returned import Returned

_BOUNCED = select(BouncedAddress.address).where(BouncedAddress.address.in_(bindparam("addresses", expanding=True)))


def mark_bounced(session: Session, *, address: str, reason: str, now: datetime) -> None:
    """Send nothing more to it; the first reason stays."""
    if session.get(BouncedAddress, address) is None:
        session.add(BouncedAddress(address=address, reason=reason[:300], since=now))


def note_returned(session: Session, *, returned: Returned, now: datetime) -> bool:
    """Mark the address of the mail that came back; its Message-ID shows that the report is about a mail of ours.

    A copy that somebody forwarded may come back from another address: that says nothing about ours. Twice is harmless.
    Returns whether the report was about a mail of ours.
    """
    mail = session.scalar(select(Mail).where(Mail.message_id == returned.message_id))
    if mail is None or mail.address != normal_address(returned.address):
        return False
    mark_bounced(session, address=mail.address, reason=returned.reason, now=now)
    mail.fail(returned.reason)
    return True


def bounced(session: Session, *, address: str) -> datetime | None:
    """Since when nothing is sent to it; None when it is in order."""
    row = session.get(BouncedAddress, address)
    return row.since if row else None


def bounced_among(session: Session, addresses: Collection[str]) -> frozenset[str]:
    """Those of the addresses to which nothing is sent."""
    return frozenset(session.scalars(_BOUNCED, {"addresses": list(addresses)}))


def try_again(session: Session, *, actor: Actor) -> None:
    """Let the next mail go out to the person's own address."""
    if actor.person_id is None:
        return
    row = session.get(BouncedAddress, recipient(session, actor.person_id).email)
    if row is not None:
        session.delete(row)
