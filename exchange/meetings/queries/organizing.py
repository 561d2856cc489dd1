"""Whom an organizer may add: colleagues of the sides that the organizer looks after."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import people_with
from exchange.kernel.actor import Actor, Role
from exchange.meetings.models import MeetingRequest, PartRole


def organized_sides(actor: Actor, request: MeetingRequest) -> frozenset[UUID]:
    """The sides of the request for which the actor organizes."""
    return actor.ministries_with(Role.ORGANIZER, Role.ADMINISTRATOR) & frozenset(request.ministry_ids)


def colleagues(session: Session, *, actor: Actor, request: MeetingRequest, language: str) -> dict[UUID, str]:
    """Active people of those sides who are not in the meeting yet: id → post, in the language."""
    return {
        person.id: person.post.text_for(language)
        for side in organized_sides(actor, request)
        for person in people_with(session, side)
        if request.part_of(person.id) is None and person.id != actor.person_id
    }


def own_colleagues(session: Session, *, actor: Actor, language: str) -> dict[UUID, str]:
    """Active people of the actor's own ministry but the actor: id → post."""
    people = people_with(session, actor.ministry_id) if actor.ministry_id else []
    return {person.id: person.post.text_for(language) for person in people if person.id != actor.person_id}


@dataclass(frozen=True)
class Candidate:
    """Somebody who could come for a side, and as what the person comes now (None: not at all)."""

    person_id: UUID
    post: str
    role: PartRole | None
    language_pair: str = ""  # of an interpreter

    @property
    def seat(self) -> str:
        """The value of the person's seat in the form."""
        return seat_value(self.role, self.language_pair) if self.role else ""


def seat_value(role: PartRole, pair: str = "") -> str:
    """interpreter:az-tr, or the role alone."""
    return f"{role.value}:{pair}" if role is PartRole.INTERPRETER and pair else role.value


def candidates(session: Session, *, request: MeetingRequest, side: UUID, language: str) -> tuple[Candidate, ...]:
    """Active people of the ministry, those who come first."""
    parts = {part.person_id: part for part in request.participants if part.removed_at is None}
    people = people_with(session, side)
    found = [
        Candidate(
            person.id,
            person.post.text_for(language),
            parts[person.id].role if person.id in parts else None,
            (parts[person.id].language_pair or "") if person.id in parts else "",
        )
        for person in people
    ]
    return tuple(sorted(found, key=lambda one: one.role is None))
