"""What other capabilities ask about ministries and people."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from exchange.accounts import queries
from exchange.accounts.models import Means, Membership, Ministry, Person
from exchange.accounts.service.sessions import LONGEST, Opening, hashed, open_session
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated
from tests.factories.accounts import make_ministry, make_person

ABSENT = UUID("0198a2b4-0000-7000-8000-000000000000")
NOW = datetime(2026, 3, 10, tzinfo=UTC)


@pytest.fixture
def ministry(session: Session) -> Ministry:
    return make_ministry(session)


def test_a_ministry_is_found_by_id_and_by_slug(session: Session, ministry: Ministry) -> None:
    view = queries.ministry(session, ministry.id)
    assert view == queries.ministry_by_slug(session, ministry.slug)
    assert view.place("az").city == "Bakı"
    assert view.country_name("tr") == "Azerbaycan"
    assert view in queries.ministries(session)
    assert queries.ministries_by_id(session, [ministry.id, ABSENT]) == {ministry.id: view}


def test_the_short_name_is_the_full_one_where_there_is_no_shorter(session: Session) -> None:
    short = Translated({"en": "Ministry of Labour"})
    assert queries.ministry_view(make_ministry(session, short_names=short)).short_name("az") == "Ministry of Labour"
    assert queries.ministry_view(make_ministry(session)).short_name("en").startswith("Ministry of Labour and Social")


def test_what_does_not_exist_is_not_found(session: Session) -> None:
    for ask in (queries.ministry, queries.recipient):
        with pytest.raises(NotFoundError):
            ask(session, ABSENT)
    with pytest.raises(NotFoundError):
        queries.ministry_by_slug(session, "nowhere")
    assert queries.actor_of(session, ABSENT) == Actor.nobody()


def test_only_active_holders_of_a_role_are_written_to(session: Session, ministry: Ministry) -> None:
    publisher = make_person(session, ministry, roles=[Role.PUBLISHER])
    both = make_person(session, ministry, roles=[Role.PUBLISHER, Role.ORGANIZER])
    make_person(session, ministry, roles=[Role.OFFICIAL])
    make_person(session, make_ministry(session, "TR"), roles=[Role.PUBLISHER])
    make_person(session, ministry, roles=[Role.PUBLISHER]).disable(NOW)
    found = [person.id for person in queries.people_with(session, ministry.id, Role.PUBLISHER, Role.ORGANIZER)]
    assert sorted(found) == sorted([publisher.id, both.id])
    assert len(queries.people_with(session, ministry.id)) == 3


def test_a_closed_account_gets_no_mail_and_has_no_rights(session: Session, ministry: Ministry) -> None:
    person = make_person(session, ministry)
    assert queries.actor_of(session, person.id) == person.as_actor()
    person.disable(NOW)
    assert queries.actor_of(session, person.id) == Actor.nobody()
    with pytest.raises(NotFoundError):
        queries.recipient(session, person.id)
    assert queries.post_views(session, [person.id])[person.id].country == "AZ"


def test_mails_use_the_persons_language_and_clock(session: Session, ministry: Ministry) -> None:
    person = make_person(session, ministry, language="az")
    traveller = make_person(session, ministry, language="tr", zone="Europe/Brussels")
    assert queries.recipient(session, person.id).place.city == "Bakı"
    assert queries.recipient(session, traveller.id).place.city == "Brüksel"


def test_the_person_of_a_session_takes_one_question(session: Session, ministry: Ministry) -> None:
    person = make_person(session, ministry, roles=list(Role))
    visit = _opened(session, person)
    session.expire_all()
    asked: list[object] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
    found = queries.signed_in(session, visit=visit, now=NOW)
    assert found is not None
    assert found.actor.holds(Role.REVIEWER, ministry.id)
    assert len(asked) == 1


def test_an_older_session_number_is_nobody(session: Session, ministry: Ministry) -> None:
    person = make_person(session, ministry)
    visit = _opened(session, person)
    assert queries.signed_in(session, visit=visit, now=NOW)
    person.end_sessions()
    session.flush()
    assert queries.signed_in(session, visit=visit, now=NOW) is None


def test_a_session_ends_after_a_working_day(session: Session, ministry: Ministry) -> None:
    visit = _opened(session, make_person(session, ministry))
    assert queries.signed_in(session, visit=visit, now=NOW + LONGEST - timedelta(seconds=1))
    assert queries.signed_in(session, visit=visit, now=NOW + LONGEST) is None


def _opened(session: Session, person: Person, means: Means = Means.TWO_FACTORS) -> str:
    visit = open_session(session, person=person, opening=Opening(means, "Test"), now=NOW)
    session.flush()
    return hashed(visit)


def test_a_person_may_hold_roles_in_two_ministries(session: Session, ministry: Ministry) -> None:
    other = make_ministry(session, "TR")
    person = make_person(session, ministry)
    person.memberships.append(Membership(ministry_id=other.id, role=Role.ORGANIZER))
    session.flush()
    actor = queries.actor_of(session, person.id)
    assert actor.ministries_with(Role.ORGANIZER) == {other.id}
    assert actor.ministry_id == ministry.id
