"""Many officials at one moment on a real SQLite file: one agreement, the rest clean conflicts, holds hold (I11)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import ConflictError
from exchange.meetings import service
from exchange.meetings.models import Acceptance, Hold, Meeting, MeetingRequest
from exchange.meetings.states import RequestState
from exchange.web.db import transaction
from tests.factories.accounts import actor_for, make_person
from tests.factories.meetings import NOW, THURSDAY, WEDNESDAY, make_request, make_talk
from tests.faults.meeting_races import race

THREADS = 8


def at_once(app: Flask, calls: list[Callable[[Session], service.Outcome]]) -> Counter[str]:
    """How many ended how: done, already agreed, conflict."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[Session], service.Outcome]) -> str:
        with app.app_context():
            barrier.wait()
            try:
                with transaction() as session:
                    return call(session).result.value
            except ConflictError:
                return "conflict"

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


def accepting(request: MeetingRequest, slot_id: UUID, actor: Actor) -> Callable[[Session], service.Outcome]:
    request_id, number, version = request.id, request.proposal_no, request.version
    return lambda session: service.accept(
        session,
        actor=actor,
        request_id=request_id,
        slot_id=slot_id,
        proposal_no=number,
        expected_version=version,
        key="",
        now=NOW,
    )


def look_anew(session: Session) -> None:
    """End the snapshot and forget what was read."""
    session.rollback()
    session.expire_all()


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("_round", range(5))
def test_of_eight_who_accept_different_times_one_agrees(app: Flask, session: Session, _round: int) -> None:
    talk = make_talk(session)
    request = make_request(session, talk, starts=tuple(WEDNESDAY + timedelta(hours=2 * n) for n in range(4)))
    slots = [slot.id for slot in request.current.slots]
    people = [actor_for(make_person(session, talk.tr)) for _ in range(THREADS)]
    session.commit()
    ended = at_once(app, [accepting(request, slots[n % 4], person) for n, person in enumerate(people)])
    look_anew(session)
    assert ended["done"] == 1
    assert ended["done"] + ended["already_agreed"] + ended["conflict"] == THREADS
    assert ended["already_agreed"] == 1  # the one other who chose the same time
    assert (count(session, Acceptance), count(session, Meeting), count(session, Hold)) == (1, 1, 8)


def test_all_who_accept_the_same_time_succeed_and_one_agreement_stands(app: Flask, session: Session) -> None:
    talk = make_talk(session)
    request = make_request(session, talk, starts=(WEDNESDAY,))
    slot = request.current.slots[0].id
    people = [actor_for(make_person(session, talk.tr)) for _ in range(THREADS)]
    session.commit()
    ended = at_once(app, [accepting(request, slot, person) for person in people])
    look_anew(session)
    assert ended == {"done": 1, "already_agreed": THREADS - 1}
    assert count(session, Hold) == 8


def test_of_eight_requests_for_one_expert_at_one_hour_one_is_agreed(app: Flask, session: Session) -> None:
    talk = make_talk(session)
    askers = [make_person(session, talk.az) for _ in range(THREADS)]
    requests = [make_request(session, talk, starts=(WEDNESDAY,), asker=asker) for asker in askers]
    session.commit()
    expert = actor_for(talk.expert)
    ended = at_once(app, [accepting(request, request.current.slots[0].id, expert) for request in requests])
    look_anew(session)
    assert ended == {"done": 1, "conflict": THREADS - 1}
    assert count(session, Hold) == 8
    assert Counter(request.state for request in session.scalars(select(MeetingRequest))) == {
        RequestState.AGREED: 1,
        RequestState.REQUESTED: THREADS - 1,
    }


@pytest.mark.parametrize("_round", range(5))
def test_accepting_against_countering_ends_in_one_of_the_two(app: Flask, session: Session, _round: int) -> None:
    talk = make_talk(session)
    request = make_request(session, talk, starts=(WEDNESDAY,))
    slot, asker, expert = request.current.slots[0].id, actor_for(talk.az_organizer), actor_for(talk.expert)
    session.commit()

    def countering(session: Session) -> service.Outcome:
        offer = service.Offer((THURSDAY,), "Asia/Baku")
        return service.counter(
            session, actor=asker, request_id=request.id, offer=offer, expected_version=1, key="", now=NOW
        )

    ended = at_once(app, [accepting(request, slot, expert), countering])
    look_anew(session)
    assert ended == {"done": 1, "conflict": 1}
    assert request.state in {RequestState.AGREED, RequestState.NEGOTIATING}
    assert count(session, Meeting) == (1 if request.state is RequestState.AGREED else 0)


def test_one_form_sent_eight_times_is_one_request(app: Flask, session: Session) -> None:
    talk = make_talk(session)
    session.commit()
    draft = service.RequestDraft(talk.practice.slug, "Why", service.Offer((WEDNESDAY,), "Asia/Baku"), ("en",))
    actor = actor_for(talk.asker)

    def asking(session: Session) -> service.Outcome:
        return service.request_meeting(session, actor=actor, draft=draft, key="one form", now=NOW)

    assert at_once(app, [asking] * THREADS) == {"done": THREADS}
    look_anew(session)
    assert count(session, MeetingRequest) == 1


def test_two_dozen_races_of_every_kind_from_sixteen_clients(app: Flask, session: Session) -> None:
    """The short form of `python -m tests.faults meeting_races`."""
    session.commit()
    counts = race(app, 24)
    assert counts.races == 24
    assert counts.is_whole, str(counts)
    assert counts.ended["done"] >= 16  # every race of accept/counter and move/cancel has one winner
