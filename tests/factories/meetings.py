"""Two ministries and their people around one practice, and requests in every state, made by the real service."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.accounts.queries import actor_of
from exchange.kernel.actor import Role
from exchange.meetings import service
from exchange.meetings.models import Commitment, MeetingRequest
from exchange.practices.models import Practice
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice

NOW = datetime(2026, 3, 10, 7, 20, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 18, 7, 0, tzinfo=UTC)  # 11:00 in Baku, 10:00 in Ankara
THURSDAY = datetime(2026, 3, 19, 10, 0, tzinfo=UTC)  # 14:00 in Baku, 13:00 in Ankara
HELD_AT = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
HOSTS = ("zoom.us", "teams.microsoft.com")
LINK = "https://us02web.zoom.us/j/81234567890?pwd=abcDEF123"


@dataclass(frozen=True)
class Talk:
    """Azerbaijan asks, Türkiye owns the practice."""

    az: Ministry
    tr: Ministry
    practice: Practice
    asker: Person  # official, Azerbaijan
    az_organizer: Person
    expert: Person  # official, Türkiye
    tr_organizer: Person


def make_talk(session: Session) -> Talk:
    """Everyone who is needed, and a practice that members of the network read."""
    az, tr = make_ministry(session, "AZ"), make_ministry(session, "TR")
    return Talk(
        az=az,
        tr=tr,
        practice=make_practice(session, tr),
        asker=make_person(session, az),
        az_organizer=make_person(session, az, roles=[Role.ORGANIZER]),
        expert=make_person(session, tr),
        tr_organizer=make_person(session, tr, roles=[Role.ORGANIZER]),
    )


def make_request(
    session: Session,
    talk: Talk,
    *,
    starts: tuple[datetime, ...] = (WEDNESDAY, THURSDAY),
    minutes: int = 60,
    key: str = "",
    now: datetime = NOW,
    asker: Person | None = None,
    topic: str = "Choosing foster families",
) -> MeetingRequest:
    """A request of Azerbaijan with its first proposal."""
    draft = service.RequestDraft(
        practice_slug=talk.practice.slug,
        purpose="How families are assessed when more apply than can be visited.",
        offer=service.Offer(starts, "Asia/Baku"),
        languages=("az", "tr"),
        minutes=minutes,
        topic=topic,
        outcome="Shared checklist",
    )
    outcome = service.request_meeting(
        session, actor=actor_of(session, (asker or talk.asker).id), draft=draft, key=key, now=now
    )
    return session.get_one(MeetingRequest, outcome.request_id)


def make_draft(session: Session, talk: Talk, *, now: datetime = NOW) -> MeetingRequest:
    """A draft of Azerbaijan, not sent."""
    offer = service.Offer((WEDNESDAY,), "Asia/Baku")
    draft = service.RequestDraft(talk.practice.slug, "Not yet for others", offer, ("az",))
    outcome = service.save_draft(session, actor=actor_of(session, talk.asker.id), draft=draft, key="", now=now)
    return session.get_one(MeetingRequest, outcome.request_id)


def make_agreed(session: Session, talk: Talk, *, starts: tuple[datetime, ...] = (WEDNESDAY,)) -> MeetingRequest:
    """Türkiye has accepted the first of the times."""
    request = make_request(session, talk, starts=starts)
    accept(session, request, talk.expert)
    return request


def make_scheduled(session: Session, talk: Talk, *, starts: tuple[datetime, ...] = (WEDNESDAY,)) -> MeetingRequest:
    """The organizer of Azerbaijan has bound a room."""
    request = make_agreed(session, talk, starts=starts)
    schedule(session, request, talk.az_organizer)
    return request


def accept(
    session: Session,
    request: MeetingRequest,
    person: Person,
    *,
    slot_id: UUID | None = None,
    proposal_no: int | None = None,
    version: int | None = None,
    key: str = "",
    now: datetime = NOW,
) -> service.Outcome:
    """Accept the first time of the current proposal, or what is said."""
    return service.accept(
        session,
        actor=actor_of(session, person.id),
        request_id=request.id,
        slot_id=slot_id or request.current.slots[0].id,
        proposal_no=request.proposal_no if proposal_no is None else proposal_no,
        expected_version=request.version if version is None else version,
        key=key,
        now=now,
    )


def counter(
    session: Session,
    request: MeetingRequest,
    person: Person,
    *,
    starts: tuple[datetime, ...] = (THURSDAY,),
    version: int | None = None,
    key: str = "",
    now: datetime = NOW,
) -> service.Outcome:
    """Offer other times."""
    return service.counter(
        session,
        actor=actor_of(session, person.id),
        request_id=request.id,
        offer=service.Offer(starts, "Europe/Istanbul", "These suit us better."),
        expected_version=request.version if version is None else version,
        key=key,
        now=now,
    )


def schedule(
    session: Session,
    request: MeetingRequest,
    person: Person,
    *,
    people: tuple[UUID, ...] = (),
    link: str = LINK,
    key: str = "",
    now: datetime = NOW,
) -> service.Outcome:
    """Bind the room."""
    return service.schedule(
        session,
        actor=actor_of(session, person.id),
        request_id=request.id,
        draft=service.RoomDraft("Choosing foster families: first talk", link, "552211", people),
        allowed_hosts=HOSTS,
        expected_version=request.version,
        key=key,
        now=now,
    )


def cancel(session: Session, request: MeetingRequest, person: Person, *, now: datetime = NOW) -> service.Outcome:
    """Cancel with a reason."""
    return service.cancel(
        session,
        actor=actor_of(session, person.id),
        request_id=request.id,
        reason="The commission sits that day.",
        expected_version=request.version,
        key="",
        now=now,
    )


def decline(
    session: Session, request: MeetingRequest, person: Person, *, reason: str = "Not this year."
) -> service.Outcome:
    """Decline with a reason."""
    return service.decline(
        session,
        actor=actor_of(session, person.id),
        request_id=request.id,
        reason=reason,
        expected_version=request.version,
        key="",
        now=NOW,
    )


def withdraw(session: Session, request: MeetingRequest, person: Person) -> service.Outcome:
    """Take the request back."""
    return service.withdraw(
        session,
        actor=actor_of(session, person.id),
        request_id=request.id,
        expected_version=request.version,
        key="",
        now=NOW,
    )


def make_held(session: Session, talk: Talk, *, starts: tuple[datetime, ...] = (WEDNESDAY,)) -> MeetingRequest:
    """They met; the minutes are to be written."""
    request = make_scheduled(session, talk, starts=starts)
    service.note_held(
        session,
        actor=actor_of(session, talk.az_organizer.id),
        request_id=request.id,
        version=request.version,
        key="",
        now=HELD_AT,
    )
    return request


def write_minutes(
    session: Session, request: MeetingRequest, person: Person, *paragraphs: service.Written, key: str = ""
) -> service.Outcome:
    """Keep these paragraphs."""
    return service.write_minutes(
        session,
        actor=actor_of(session, person.id),
        request_id=request.id,
        paragraphs=paragraphs or (service.Written(None, 0, "Razılaşdılar.", "Anlaştılar.", in_communique=True),),
        key=key,
        now=HELD_AT,
    )


def make_reviewed(session: Session, talk: Talk, *, starts: tuple[datetime, ...] = (WEDNESDAY,)) -> MeetingRequest:
    """Version 1 of the minutes waits for both approvals."""
    request = make_held(session, talk, starts=starts)
    write_minutes(session, request, talk.asker)
    service.submit_minutes(session, actor=actor_of(session, talk.asker.id), request_id=request.id, key="", now=HELD_AT)
    return request


def approve(
    session: Session, request: MeetingRequest, person: Person, *, number: int = 1, publishes: bool = True
) -> service.Outcome:
    """One ministry's yes."""
    return service.approve_minutes(
        session,
        actor=actor_of(session, person.id),
        request_id=request.id,
        number=number,
        publishes=publishes,
        key="",
        now=HELD_AT,
    )


def make_closed(session: Session, talk: Talk, *, starts: tuple[datetime, ...] = (WEDNESDAY,)) -> MeetingRequest:
    """Both ministries approved the minutes."""
    request = make_reviewed(session, talk, starts=starts)
    approve(session, request, talk.asker)
    approve(session, request, talk.expert)
    return request


def promise(
    session: Session, request: MeetingRequest, person: Person, *, side: UUID, due_on: date = date(2026, 4, 30)
) -> Commitment:
    """What a ministry would do."""
    draft = service.CommitmentDraft(side, "Send the checklist", due_on)
    actor = actor_of(session, person.id)
    return service.propose_commitment(session, actor=actor, request_id=request.id, draft=draft, key="", now=HELD_AT)
