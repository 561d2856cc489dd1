"""Whom an organizer may add: colleagues of the sides that the organizer looks after."""

from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import people_with
from exchange.kernel.actor import Actor, Role
from exchange.meetings.models import MeetingRequest


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
