"""Who may see a request and who may act: one truth table for the rule and its SQL twin."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.actor import Actor, Role
from exchange.meetings import policies
from exchange.meetings.models import MeetingRequest
from exchange.meetings.states import Command, RequestState
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.meetings import Talk, make_agreed, make_request, make_scheduled, make_talk, schedule

Maker = Callable[[Session, Talk], Person]


def at(side: str, *roles: Role) -> Maker:
    return lambda session, talk: make_person(session, getattr(talk, side), roles=roles)


def of_another_country(session: Session, _talk: Talk) -> Person:
    return make_person(session, make_ministry(session, "KZ"), roles=list(Role))


PEOPLE: dict[str, tuple[Maker, bool]] = {
    "official of the asking ministry": (at("az", Role.OFFICIAL), True),
    "publisher of the asking ministry": (at("az", Role.PUBLISHER), True),
    "organizer of the asked ministry": (at("tr", Role.ORGANIZER), True),
    "administrator of the asked ministry": (at("tr", Role.ADMINISTRATOR), True),
    "clearing officer of the asked ministry": (at("tr", Role.REVIEWER), False),
    "anyone of a third ministry": (of_another_country, False),
    "who runs the platform": (lambda session, _talk: make_person(session, None, runs_platform=True), False),
}


def reads(session: Session, actor: Actor, request: MeetingRequest) -> tuple[bool, bool]:
    twin = select(MeetingRequest.id).where(policies.readable_by(actor), MeetingRequest.id == request.id)
    return policies.can_read(actor, request), session.scalar(twin) is not None


@pytest.mark.parametrize("who", PEOPLE)
def test_the_rule_and_its_sql_twin_say_the_same(session: Session, who: str) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    make, expected = PEOPLE[who]
    assert reads(session, actor_for(make(session, talk)), request) == (expected, expected)


def test_nobody_sees_nothing(session: Session) -> None:
    request = make_request(session, make_talk(session))
    assert reads(session, Actor.nobody(), request) == (False, False)


def test_the_person_who_asked_sees_the_request_in_any_role_but_not_after_leaving(session: Session) -> None:
    talk = make_talk(session)
    reviewer = make_person(session, talk.az, roles=[Role.REVIEWER])
    request = make_request(session, talk, asker=reviewer)
    assert reads(session, actor_for(reviewer), request) == (True, True)
    gone = Actor(reviewer.id, None, frozenset())
    assert reads(session, gone, request) == (False, False)


def test_a_participant_sees_the_meeting_in_any_role(session: Session) -> None:
    talk = make_talk(session)
    reviewer = make_person(session, talk.az, roles=[Role.REVIEWER])
    request = make_agreed(session, talk)
    schedule(session, request, talk.az_organizer, people=(reviewer.id,))
    assert reads(session, actor_for(reviewer), request) == (True, True)


ACTS = {
    "asker": {Command.COUNTER, Command.WITHDRAW},
    "expert": {Command.ACKNOWLEDGE, Command.COUNTER, Command.ACCEPT, Command.DECLINE},
    "az_organizer": {Command.COUNTER, Command.WITHDRAW},
    "tr_organizer": {Command.ACKNOWLEDGE, Command.COUNTER, Command.ACCEPT, Command.DECLINE},
}


@pytest.mark.parametrize("who", ACTS)
def test_while_a_time_is_looked_for_each_side_has_its_commands(session: Session, who: str) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    actor = actor_for(getattr(talk, who))
    can = {command for command in Command if policies.can(actor, command, request, request.current.ministry_id)}
    assert can == ACTS[who]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("asker", {Command.CANCEL, Command.UPDATE}),
        ("az_organizer", {Command.SCHEDULE, Command.CANCEL, Command.UPDATE}),
        ("expert", {Command.CANCEL, Command.UPDATE}),
    ],
)
def test_after_agreeing_organizers_bind_the_room(session: Session, who: str, expected: set[Command]) -> None:
    talk = make_talk(session)
    request = make_agreed(session, talk)
    actor = actor_for(getattr(talk, who))
    can = {command for command in Command if policies.can(actor, command, request, request.current.ministry_id)}
    assert can == expected


def test_publishers_read_but_do_not_act(session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk)
    publisher = actor_for(make_person(session, talk.tr, roles=[Role.PUBLISHER]))
    assert not any(policies.can(publisher, command, request, talk.az.id) for command in Command)


def test_only_participants_join(session: Session) -> None:
    talk = make_talk(session)
    request = make_scheduled(session, talk)
    joins = [policies.can_join(actor_for(person), request) for person in (talk.asker, talk.expert, talk.az_organizer)]
    assert joins == [True, True, True]
    assert not policies.can_join(actor_for(talk.tr_organizer), request)
    assert request.state is RequestState.SCHEDULED
