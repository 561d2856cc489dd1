"""Who is told of minutes and commitments, in the transaction of the fact."""

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import actor_of
from exchange.meetings import events, policies
from exchange.meetings.mail import record_composers as composers
from exchange.meetings.mail.audience import Told, both, of_side, organizers
from exchange.meetings.mail.facts import Facts, facts_for
from exchange.meetings.models import Commitment, MeetingRequest, Minutes
from exchange.notifications.service import Notice, notify

Compose = Callable[[Facts], Notice]


class RecordTeller:
    """Subscribes to the facts of minutes and commitments and writes the notices."""

    def submitted(self, session: Session, event: events.MinutesSubmitted) -> None:
        """Both sides."""
        request, minutes = _record(session, event)
        _tell(session, event, both(session, request), partial(composers.submitted, minutes=minutes))

    def remarked(self, session: Session, event: events.MinutesRemarked) -> None:
        """The side that did not write it."""
        request, _ = _record(session, event)
        _tell(session, event, _across(session, request, event), partial(composers.remarked, mark=_mark(event)))

    def approved(self, session: Session, event: events.MinutesApproved) -> None:
        """The side whose approval is still missing."""
        request, minutes = _record(session, event)
        missing = [side for side in request.ministry_ids if minutes.approval_of(side) is None]
        people = [told for side in missing for told in of_side(session, request, side)]
        _tell(session, event, people, partial(composers.approved, minutes=minutes))

    def frozen(self, session: Session, event: events.MinutesFrozen) -> None:
        """Both sides, the last approver too: it carries the seal."""
        request, minutes = _record(session, event)
        compose = partial(composers.frozen, minutes=minutes)
        _tell(session, event, both(session, request), compose, even_actor=True)

    def addendum_proposed(self, session: Session, event: events.AddendumProposed) -> None:
        """The side that accepts."""
        request, _ = _record(session, event)
        _tell(session, event, _across(session, request, event), partial(composers.addendum_proposed, mark=_mark(event)))

    def addendum_accepted(self, session: Session, event: events.AddendumAccepted) -> None:
        """Both sides."""
        request, _ = _record(session, event)
        _tell(session, event, both(session, request), partial(composers.addendum_accepted, mark=_mark(event)))

    def commitment_proposed(self, session: Session, event: events.CommitmentProposed) -> None:
        """The ministry that would do it."""
        request, commitment = _promised(session, event)
        people = of_side(session, request, commitment.ministry_id)
        _tell(session, event, people, partial(composers.commitment_proposed, commitment=commitment))

    def commitment_moved(self, session: Session, event: events.CommitmentMoved) -> None:
        """The ministry that was promised it."""
        request, commitment = _promised(session, event)
        people = of_side(session, request, commitment.other_ministry_id)
        _tell(session, event, people, partial(composers.commitment_moved, commitment=commitment))

    def commitment_due(self, session: Session, event: events.CommitmentDue) -> None:
        """The organizers of the ministry that does it, and its participants in the meeting."""
        request, commitment = _promised(session, event)
        people = [*organizers(session, commitment.ministry_id), *of_side(session, request, commitment.ministry_id)]
        overdue = commitment.reminded_on is not None and commitment.is_overdue(commitment.reminded_on)
        compose = partial(composers.commitment_due, commitment=commitment, overdue=overdue)
        _tell(session, event, {told.person.id: told for told in people}.values(), compose)


def _tell(
    session: Session, event: events.MeetingEvent, people: Iterable[Told], compose: Compose, *, even_actor: bool = False
) -> None:
    request = session.get_one(MeetingRequest, event.request_id)
    for told in people:
        if even_actor or told.person.id != event.actor_id:
            notice = compose(facts_for(session, request, told.person, told.side))
            notify(session, person_id=told.person.id, notice=notice, now=event.at)


def _across(session: Session, request: MeetingRequest, event: events.MeetingEvent) -> list[Told]:
    return of_side(session, request, request.other_side(_own_side(session, request, event.actor_id)))


def _own_side(session: Session, request: MeetingRequest, person_id: UUID | None) -> UUID:
    part = request.part_of(person_id)
    side = policies.side_of(actor_of(session, person_id), request) if person_id else None
    return side or (part.ministry_id if part else request.from_ministry_id)


def _record(session: Session, event: events.MeetingEvent) -> tuple[MeetingRequest, Minutes]:
    return session.get_one(MeetingRequest, event.request_id), session.get_one(Minutes, event.request_id)


def _promised(session: Session, event: events.CommitmentEvent) -> tuple[MeetingRequest, Commitment]:
    return session.get_one(MeetingRequest, event.request_id), session.get_one(Commitment, event.commitment_id)


def _mark(event: events.MeetingEvent) -> str:
    return event.at.isoformat(timespec="microseconds")
