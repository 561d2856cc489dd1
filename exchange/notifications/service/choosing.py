"""What a person chooses: how soon they hear of a kind, what they follow, when mails may leave."""

from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, RefusedError
from exchange.kernel.messages import N_, Message
from exchange.notifications.models import Choice, Mail, MailHours, Pace, StoredNotice
from exchange.notifications.paces import Kind

_SIGN_IN = N_("Sign in to choose what you hear of.")
_BOTH = N_("Write both ends of the quiet hours, or none.")
_HOUR = N_("Choose an hour from 0 to 23.")
_LAST_HOUR = 23


def choose(session: Session, *, actor: Actor, topic: str, pace: Pace, now: datetime) -> None:
    """Hear of a topic at this pace: a kind of notice ("kind:…"), or a thing that is followed from then on."""
    _put(session, _own(actor), topic, pace, now)


def follow(session: Session, *, actor: Actor, topic: str, pace: Pace, now: datetime) -> bool:
    """Begin to follow a thing; one that is followed already keeps its pace. Whether it is new."""
    if session.get(Choice, (_own(actor), topic)) is not None:
        return False
    _put(session, _own(actor), topic, pace, now)
    return True


def forget(session: Session, *, actor: Actor, topic: str) -> None:
    """Stop following; for a kind of notice, let the usual pace count again."""
    session.execute(delete(Choice).where(Choice.person_id == _own(actor), Choice.topic == topic))


def choose_hours(
    session: Session, *, actor: Actor, quiet_from: time | None, quiet_to: time | None, digest_hour: int
) -> MailHours:
    """Keep mails back in these hours of the person's own day; collected mails leave at `digest_hour`.

    Raises:
        InvalidError: only one end of the quiet hours, or no hour of the day.
    """
    if (quiet_from is None) != (quiet_to is None):
        raise InvalidError({"quiet_from": Message(_BOTH)})
    if not 0 <= digest_hour <= _LAST_HOUR:
        raise InvalidError({"digest_hour": Message(_HOUR)})
    hours = session.get(MailHours, _own(actor))
    if hours is None:
        hours = MailHours(person_id=_own(actor))
        session.add(hours)
    hours.quiet_from, hours.quiet_to, hours.digest_hour = quiet_from, quiet_to, digest_hour
    return hours


def stop_mails_like(session: Session, *, mail: Mail, kinds: Mapping[str, Kind], now: datetime) -> None:
    """Never again mail to this person what this mail was about, by one click of whoever holds it.

    What nobody may miss, such as a changed password, does not end: a mail may stand in somebody else's hands.
    """
    for kind in stoppable_in(session, mail, kinds):
        _put(session, mail.person_id, f"kind:{kind.key}", Pace.NEVER, now)


def stoppable_in(session: Session, mail: Mail, kinds: Mapping[str, Kind]) -> list[Kind]:
    """What a mail is about, as far as it can be ended: one kind, or several of a collected mail; each once."""
    found = [mail.kind]
    if mail.notice_id is None:
        collected = select(StoredNotice.kind).where(StoredNotice.digest_id == mail.id).distinct()
        found = sorted(session.scalars(collected))
    return list({kinds[key].key: kinds[key] for key in found if key in kinds and kinds[key].can_stop}.values())


def _put(session: Session, person_id: UUID, topic: str, pace: Pace, now: datetime) -> None:
    row = session.get(Choice, (person_id, topic))
    if row is None:
        session.add(Choice(person_id=person_id, topic=topic, pace=pace, made_at=now))
    else:
        row.pace = pace
    session.flush()


def _own(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise RefusedError(_SIGN_IN)
    return actor.person_id
