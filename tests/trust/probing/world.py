"""Three ministries, each with many things that only its partner or nobody may know of, and strangers of every role."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Means, Ministry, OpenSession, Passkey, Person
from exchange.accounts.service.sessions import hashed
from exchange.kernel.actor import Role
from exchange.meetings.models import MeetingRequest
from exchange.notifications.models import Mail, StoredNotice
from exchange.practices.models import Practice, PracticeState, Visibility
from exchange.vocabulary.service import import_taxonomy
from tests.factories import meetings
from tests.factories.accounts import make_ministry, make_person
from tests.factories.meetings import WEDNESDAY, Talk
from tests.factories.practices import make_picture
from tests.support.clock import START
from tests.trust.probing.practices import hidden_practices, open_practice
from tests.trust.probing.things import Between, hidden_file, hidden_things
from tests.trust.world import ENDED_TOKEN

_DAY = timedelta(days=1)
_TIMES = {  # one room cannot hold two of them at one hour; what was held began before meetings.HELD_AT
    "request": WEDNESDAY + _DAY,
    "agreed": WEDNESDAY + _DAY,
    "scheduled": WEDNESDAY + _DAY,
    "held": WEDNESDAY,
    "reviewed": WEDNESDAY - _DAY,
    "closed": WEDNESDAY - 2 * _DAY,
}


@dataclass(frozen=True)
class Hidden:
    """What one ministry hides, by the parameter that names it in an address."""

    own: Ministry
    partner: Ministry
    open: Practice  # readable by all, with parts that are not
    names: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Probed:
    """Everybody who asks, and what they may not know of."""

    strangers: dict[str, Person | None]
    hidden: list[Hidden]


def make_probed(session: Session, owners: tuple[str, ...] = ("AZ", "TR", "GE")) -> Probed:
    """Everything, committed."""
    import_taxonomy(session)
    ministries = [make_ministry(session, country) for country in owners]
    hidden_file(session)
    pairs = zip(ministries, [*ministries[1:], make_ministry(session, "MD")], strict=True)
    hidden = [_hidden(session, own, partner) for own, partner in pairs]
    strangers = _strangers(session)
    session.commit()
    return Probed(strangers, hidden)


def _strangers(session: Session) -> dict[str, Person | None]:
    third, fourth = make_ministry(session, "KZ"), make_ministry(session, "UZ")
    people: dict[str, Person | None] = {role.value: make_person(session, third, roles=[role]) for role in Role}
    return (
        {"visitor": None}
        | people
        | {
            "every role of a fourth ministry": make_person(session, fourth, roles=list(Role)),
            "who runs the platform": make_person(session, None, runs_platform=True),
        }
    )


def _hidden(session: Session, own: Ministry, partner: Ministry) -> Hidden:
    author = make_person(session, own, roles=[Role.PUBLISHER])
    practices = hidden_practices(session, own, partner, author)
    readable = open_practice(session, own, author)
    named = next(
        one for one in practices if one.visibility is Visibility.PARTNERS and one.state is PracticeState.PUBLISHED
    )
    asker = make_person(session, partner)
    names = hidden_things(session, Between(own, partner, author, asker, readable, named, practices))
    names["slug"] = [one.slug for one in practices]
    names["permanent"] = [str(one.number) for one in practices]
    names["picture_id"] = [str(make_picture(session, one).id) for one in [*practices[:12], readable]]
    names |= _meetings(session, own, partner, named)
    names |= {"a": [own.slug], "token": [ENDED_TOKEN], "person_id": [str(author.id)]}
    names |= {"code": ["NW"], "concept_id": ["foster_care"]}
    names |= _of_the_author(session, own, author)
    return Hidden(own, partner, readable, names)


def _meetings(session: Session, own: Ministry, partner: Ministry, named: Practice) -> dict[str, list[str]]:
    """One for each state that the real service brings about, each between people of its own."""
    talks = (_talk(session, own, partner, named) for _ in range(len(_TIMES) + 4))
    found = [meetings.make_draft(session, next(talks))]
    for state, starts in _TIMES.items():
        found.append(getattr(meetings, f"make_{state}")(session, talk := next(talks), starts=(starts,)))
    promises = [meetings.promise(session, found[-1], talk.expert, side=own.id) for _ in range(3)]
    found += [_ended(session, way, next(talks)) for way in ("cancel", "decline", "withdraw")]
    session.flush()
    return {"request_id": [str(one.id) for one in found], "commitment_id": [str(one.id) for one in promises]}


def _talk(session: Session, own: Ministry, partner: Ministry, practice: Practice) -> Talk:
    return Talk(
        az=partner,
        tr=own,
        practice=practice,
        asker=make_person(session, partner),
        az_organizer=make_person(session, partner, roles=[Role.ORGANIZER]),
        expert=make_person(session, own),
        tr_organizer=make_person(session, own, roles=[Role.ORGANIZER]),
    )


def _ended(session: Session, way: str, talk: Talk) -> MeetingRequest:
    request = meetings.make_request(session, talk, starts=(WEDNESDAY + 2 * _DAY,))
    who = {"cancel": talk.az_organizer, "decline": talk.expert, "withdraw": talk.asker}[way]
    if way == "cancel":
        meetings.accept(session, request, talk.expert)
    getattr(meetings, way)(session, request, who)
    return request


def _of_the_author(session: Session, own: Ministry, author: Person) -> dict[str, list[str]]:
    """Notices and mails of the ministry's people, and what the author signs in with."""
    people = select(Person.id).where(Person.ministry_id == own.id)
    notices = session.scalars(select(StoredNotice.id).where(StoredNotice.person_id.in_(people)).limit(8))
    mails = session.scalars(select(Mail.id).where(Mail.person_id.in_(people)).limit(8))
    opened = OpenSession(
        visit=hashed(f"own {author.id}"),
        person_id=author.id,
        number=author.session_number,
        means=Means.PASSWORD,
        begun_at=START,
        proven_at=START,
        ends_at=START + timedelta(hours=12),
    )
    key = Passkey(person_id=author.id, credential_id=str(author.id), public_key=b"key", name="Laptop", made_at=START)
    session.add_all([opened, key])
    session.flush()
    return {
        "notice_id": [str(one) for one in notices],
        "mail_id": [str(one) for one in mails],
        "session_id": [str(opened.id)],
        "passkey_id": [str(key.id)],
    }
