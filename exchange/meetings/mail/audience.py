"""Whom the notices of one meeting are for: the right posts of both sides, and every participant, each once."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import PersonView, people_with, recipient
from exchange.kernel.actor import Role
from exchange.kernel.errors import NotFoundError
from exchange.meetings.models import MeetingRequest


@dataclass(frozen=True)
class Told:
    """A person and the side for which they are told."""

    person: PersonView
    side: UUID


def both(session: Session, request: MeetingRequest) -> list[Told]:
    """Both desks and every participant, each person once."""
    parts = [part for part in request.participants if part.removed_at is None]
    told = [Told(person, part.ministry_id) for part in parts for person in active(session, part.person_id)]
    told += [each for side in request.ministry_ids for each in desk(session, request, side)]
    return list({each.person.id: each for each in reversed(told)}.values())


def of_side(session: Session, request: MeetingRequest, side: UUID) -> list[Told]:
    """The desk and the participants of one side."""
    return [told for told in both(session, request) if told.side == side]


def desk(session: Session, request: MeetingRequest, side: UUID) -> list[Told]:
    """A side's organizers, with the officials of the asked side or the person who asked."""
    if side == request.to_ministry_id:
        people = people_with(session, side, Role.OFFICIAL, Role.ORGANIZER)
        people = people or people_with(session, side, Role.ADMINISTRATOR)  # somebody must hear of it
    else:
        people = [*active(session, request.requester_id), *people_with(session, side, Role.ORGANIZER)]
    return [Told(person, side) for person in {person.id: person for person in people}.values()]


def organizers(session: Session, side: UUID) -> list[Told]:
    """A side's organizers, or its administrators where it has none."""
    people = people_with(session, side, Role.ORGANIZER) or people_with(session, side, Role.ADMINISTRATOR)
    return [Told(person, side) for person in people]


def active(session: Session, person_id: UUID) -> list[PersonView]:
    """The person, unless the account is closed: nobody is told anything there."""
    try:
        return [recipient(session, person_id)]
    except NotFoundError:
        return []
