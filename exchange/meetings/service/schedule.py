"""Add the room and invite the people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError, InvalidError
from exchange.kernel.events import emit
from exchange.kernel.messages import N_, Message
from exchange.meetings.events import MeetingScheduled
from exchange.meetings.links import parse_link
from exchange.meetings.models import Meeting, MeetingRequest, Participant, PartRole, RoomKind
from exchange.meetings.queries.organizing import colleagues, organized_sides
from exchange.meetings.queries.rooms import rooms_for
from exchange.meetings.service.commands import Order, Outcome, find_for, move, remember, repeated, write_down
from exchange.meetings.service.holds import hold_people, hold_room
from exchange.meetings.service.rooms import leave_room
from exchange.meetings.states import Command

LONGEST_TITLE = 160
LONGEST_PASSCODE = 64
MOST_PEOPLE = 40


@dataclass(frozen=True)
class RoomDraft:
    """What the organizer filled in."""

    title: str
    link: str
    passcode: str = ""
    people: tuple[UUID, ...] = ()  # colleagues of the organizer's own ministry who take part too
    language: str = "en"
    kind: RoomKind = RoomKind.PASTED
    fallback: str = ""  # a second link, for when the first room fails


def schedule(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    draft: RoomDraft,
    allowed_hosts: Collection[str],
    expected_version: int,
    key: str,
    now: datetime,
    kinds: Collection[RoomKind] = (),
) -> Outcome:
    """Keep the room's link, add the organizer and the named colleagues, and send every participant an invitation.

    Raises:
        NotFoundError, RefusedError, ConflictError: as for every command; also when a colleague is taken at that time.
        InvalidError: fields `title`, `link`, `passcode`, `people`, `fallback`.
    """
    order = Order(Command.SCHEDULE, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    _check_kind(session, request, draft.kind, kinds)
    link, fallback = _checked(session, actor, request, draft, allowed_hosts)
    move(session, order, request, expected_version=expected_version)
    meeting = _not_over(request.meeting, now)
    meeting.bind(draft.kind, link, draft.passcode.strip(), fallback)
    meeting.schedule(
        title=draft.title.strip(),
        language=draft.language,
        by=actor.person_id or request.requester_id,
        now=now,
    )
    _invite(session, order, request, draft.people)
    write_down(session, order, request, people=len(request.participants))
    emit(session, MeetingScheduled(request.id, actor.person_id, now))
    return remember(session, order, request.id)


def change_room(
    session: Session,
    *,
    actor: Actor,
    request_id: UUID,
    link: str,
    passcode: str,
    allowed_hosts: Collection[str],
    expected_version: int,
    key: str,
    now: datetime,
    fallback: str = "",
    kind: RoomKind = RoomKind.PASTED,
    kinds: Collection[RoomKind] = (),
) -> Outcome:
    """Put another room behind the meeting's address, for instance after a wrong link was pasted or a server failed.

    Any room will do, whatever was chosen for the two ministries: people wait. The room before is ended.

    Raises:
        NotFoundError, RefusedError, ConflictError: as for every command; also when the meeting is over.
        InvalidError: fields `link`, `passcode`, `fallback`, `kind`.
    """
    order = Order(Command.CHANGE_ROOM, actor, key, now)
    earlier = repeated(session, order, request_id)
    if earlier:
        return earlier
    request = find_for(session, order, request_id)
    _check_offered(kind, kinds)
    checked = _checked_room(link, passcode, allowed_hosts) if kind is RoomKind.PASTED else ""
    second = checked_fallback(fallback, checked, allowed_hosts)
    move(session, order, request, expected_version=expected_version)
    meeting = request.meeting
    if meeting is None or meeting.ends_at <= now:
        raise ConflictError(N_("The meeting is over."))
    leave_room(session, meeting, actor.person_id, now)
    meeting.bind(kind, checked, passcode.strip(), second)
    session.flush()
    hold_room(session, meeting, _organizing_side(actor, request))
    write_down(session, order, request)
    return remember(session, order, request.id)


def _check_kind(session: Session, request: MeetingRequest, kind: RoomKind, offered: Collection[RoomKind]) -> None:
    _check_offered(kind, offered)
    if kind not in rooms_for(session, request.ministry_ids, offered):
        raise InvalidError({"kind": N_("Another room was chosen for these two ministries. Look at the page again.")})


def _check_offered(kind: RoomKind, offered: Collection[RoomKind]) -> None:
    if kind is not RoomKind.PASTED and kind not in offered:
        raise InvalidError({"kind": N_("This service has no such room.")})


def _checked(
    session: Session, actor: Actor, request: MeetingRequest, draft: RoomDraft, allowed_hosts: Collection[str]
) -> tuple[str, str]:
    """The link and the second one."""
    link, fallback = "", ""
    faults: dict[str, Message] = {}
    title = draft.title.strip()
    if not title or len(title) > LONGEST_TITLE:
        faults["title"] = Message(N_("Write a title of at most %(most)s characters."), {"most": LONGEST_TITLE})
    own = colleagues(session, actor=actor, request=request, language=draft.language)
    if not set(draft.people) <= set(own) or len(draft.people) > MOST_PEOPLE:
        faults["people"] = Message(N_("Choose people of your own ministry."))
    try:
        link = _link_of(draft, allowed_hosts)
        fallback = checked_fallback(draft.fallback, link, allowed_hosts)
    except InvalidError as error:
        faults |= error.fields
    if faults:
        raise InvalidError(faults)
    return link, fallback


def checked_fallback(text: str, link: str, allowed_hosts: Collection[str]) -> str:
    """The second link under the same rules; empty when none was given.

    Raises:
        InvalidError: field `fallback`.
    """
    if not text.strip():
        return ""
    try:
        found = parse_link(text, allowed_hosts)
    except InvalidError as error:
        raise InvalidError({"fallback": error.fields["link"]}) from error
    if found == link:
        raise InvalidError({"fallback": N_("The second link is the same as the first.")})
    return found


def _link_of(draft: RoomDraft, allowed_hosts: Collection[str]) -> str:
    """A pasted link; a room of a provider has none before the click."""
    return _checked_room(draft.link, draft.passcode, allowed_hosts) if draft.kind is RoomKind.PASTED else ""


def _checked_room(link: str, passcode: str, allowed_hosts: Collection[str]) -> str:
    faults: dict[str, Message] = {}
    if len(passcode.strip()) > LONGEST_PASSCODE or not passcode.isprintable():
        faults["passcode"] = Message(N_("A passcode has at most %(most)s characters."), {"most": LONGEST_PASSCODE})
    try:
        checked = parse_link(link, allowed_hosts)
    except InvalidError as error:
        faults |= error.fields
    if faults:
        raise InvalidError(faults)
    return checked


def _not_over(meeting: Meeting | None, now: datetime) -> Meeting:
    if meeting is None or meeting.starts_at <= now:
        raise ConflictError(N_("This time has passed. Cancel the meeting and agree on another time."))
    return meeting


def _invite(session: Session, order: Order, request: MeetingRequest, people: Collection[UUID]) -> None:
    """Add who is not there yet. Colleagues are held for that time; the organizer only looks after the room."""
    side = _organizing_side(order.actor, request)
    fresh = list(dict.fromkeys(people))
    for person_id in fresh:
        request.participants.append(_part(person_id, side, PartRole.DELEGATE, order.now))
    organizer = order.actor.person_id
    if organizer is not None and request.part_of(organizer) is None:
        request.participants.append(_part(organizer, side, PartRole.ORGANIZER, order.now))
    session.flush()
    if request.meeting is not None:
        hold_people(session, request.meeting, fresh)
        hold_room(session, request.meeting, side)


def _organizing_side(actor: Actor, request: MeetingRequest) -> UUID:
    sides = organized_sides(actor, request)
    return actor.ministry_id if actor.ministry_id in sides and actor.ministry_id else min(sides)


def _part(person_id: UUID, side: UUID, role: PartRole, now: datetime) -> Participant:
    return Participant(person_id=person_id, ministry_id=side, role=role, added_at=now)
