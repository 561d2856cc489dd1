"""Hang meetings on the application: pages, slots, notices, and who may know of a meeting."""

from uuid import UUID

from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from exchange.accounts.events import DeskHandedOver
from exchange.kernel.actor import Actor
from exchange.kernel.messages import N_
from exchange.mailbox.readers import register_reader
from exchange.meetings import events, policies
from exchange.meetings.jobs import CLOSE_ROOM, MINUTES, ClockWork, RoomCloser, close_room_later
from exchange.meetings.mail.incoming import AnswerReader
from exchange.meetings.mail.kinds import OF_COMMITMENTS, OF_MEETINGS
from exchange.meetings.mail.tell import Teller
from exchange.meetings.mail.tell_record import RecordTeller
from exchange.meetings.models import MeetingRequest, Participant
from exchange.meetings.queries.links import commitments_about, meetings_about
from exchange.meetings.queries.lists import count_of_waiting
from exchange.meetings.queries.register import count_of_mine
from exchange.meetings.queries.returns import institutions_that_met
from exchange.meetings.rooms.configured import rooms_of
from exchange.meetings.service import hand_over_requests
from exchange.meetings.views import (
    agenda,
    answer,
    ask,
    bp,
    calendar,
    change_room,
    check,
    commitments,
    days,
    delegation,
    desk,
    draft,
    feed,
    guest_door,
    guests,
    minutes,
    other_times,
    pages,
    panels,
    paper,
    replies,
    room,
    rooms,
    steps,
)
from exchange.meetings.views.office import office_of
from exchange.notifications.guards import register_guard
from exchange.notifications.kinds import register_kinds
from exchange.notifications.policies import Ids
from exchange.practices.guards import count_links, count_returns
from exchange.web.deps import Deps
from exchange.web.shell import NavItem, add_menu, add_nav
from exchange.web.slots import Slot, fill

VIEWS = (
    agenda,
    answer,
    ask,
    calendar,
    change_room,
    check,
    commitments,
    days,
    delegation,
    desk,
    draft,
    feed,
    guests,
    minutes,
    other_times,
    pages,
    paper,
    replies,
    room,
    steps,
)  # importing them puts their routes on the blueprint


def register(app: Flask, deps: Deps) -> None:
    """Pages, navigation, slots of other pages, subscribers, and the guard of the notices."""
    app.register_blueprint(bp)
    add_nav(
        app, NavItem("meetings", N_("Meetings"), "meetings.index", signed_in=True, order=40, waits=count_of_waiting)
    )
    app.register_blueprint(commitments.bp)
    app.register_blueprint(feed.bp)
    app.register_blueprint(days.bp)
    app.register_blueprint(guest_door.bp)
    app.register_blueprint(rooms.bp)
    add_menu(app, N_("Holidays of the countries"), "days.index", shown=policies.can_decide_days)
    add_menu(app, N_("Rooms of the ministries"), "rooms.index", shown=policies.can_choose_rooms)
    add_nav(
        app,
        NavItem("commitments", N_("Commitments"), "commitments.index", signed_in=True, order=45, waits=count_of_mine),
    )
    fill(app, Slot.PRACTICE_KEYS, panels.request_key, order=10)
    fill(app, Slot.PRACTICE_ASIDE, panels.discussed, order=60)
    fill(app, Slot.PRACTICE_OUTCOME, panels.chain_count, order=20)
    fill(app, Slot.DESK_TASKS, panels.desk_tasks, order=40)
    fill(app, Slot.DESK_TASKS, panels.desk_commitments, order=60)
    fill(app, Slot.DESK_TODAY, panels.desk_today, order=10)
    register_kinds(app, N_("Meetings"), *OF_MEETINGS)
    register_kinds(app, N_("Commitments"), *OF_COMMITMENTS)
    register_guard(app, "meeting", _known_to)
    count_returns(app, "met", institutions_that_met)
    count_links(app, "meeting", meetings_about)
    count_links(app, "commitment", commitments_about)
    register_guard(app, "meeting_left", _left)
    clockwork = ClockWork(deps.clock)
    deps.jobs.handle(CLOSE_ROOM, RoomCloser(rooms_of(deps.settings)).run)
    deps.bus.subscribe(events.RoomLeft, close_room_later)
    deps.jobs.every(MINUTES, "meetings.clock", clockwork.run)
    deps.jobs.at_start("meetings.zones", clockwork.keep_hours)  # rules are read once, when a program begins
    deps.jobs.every(60, "commitments.remind", clockwork.remind)
    deps.jobs.every(MINUTES, "meetings.remind", clockwork.remind_of_meetings)
    office = office_of(deps.settings)
    register_reader(app, AnswerReader(office.answers_to, office.secret).read)
    _subscribe(deps, Teller(office))


def _take_over(session: Session, event: DeskHandedOver) -> None:
    moved = {"leaver_id": event.person_id, "successor_id": event.successor_id, "ministry_id": event.ministry_id}
    hand_over_requests(session, **moved)


def _subscribe(deps: Deps, teller: Teller) -> None:
    deps.bus.subscribe(DeskHandedOver, _take_over)
    deps.bus.subscribe(events.MeetingRequested, teller.requested)
    deps.bus.subscribe(events.MeetingCountered, teller.countered)
    deps.bus.subscribe(events.MeetingAgreed, teller.agreed)
    deps.bus.subscribe(events.MeetingDeclined, teller.declined)
    deps.bus.subscribe(events.MeetingWithdrawn, teller.withdrawn)
    deps.bus.subscribe(events.MeetingScheduled, teller.scheduled)
    deps.bus.subscribe(events.MeetingCancelled, teller.cancelled)
    deps.bus.subscribe(events.ClearanceAsked, teller.clearance_asked)
    deps.bus.subscribe(events.RequestSentBack, teller.sent_back)
    deps.bus.subscribe(events.MeetingAcknowledged, teller.acknowledged)
    deps.bus.subscribe(events.TimeProposed, teller.time_proposed)
    deps.bus.subscribe(events.TimeKept, teller.time_kept)
    deps.bus.subscribe(events.MeetingMoved, teller.moved)
    deps.bus.subscribe(events.ClockRulesChanged, teller.clocks_changed)
    deps.bus.subscribe(events.ClockRulesClash, teller.clocks_clash)
    deps.bus.subscribe(events.MeetingUpdated, teller.updated)
    deps.bus.subscribe(events.MeetingTimeSuggested, teller.time_suggested)
    deps.bus.subscribe(events.AnswerUnconfirmed, teller.answer_unconfirmed)
    deps.bus.subscribe(events.CourseAsked, teller.course_asked)
    deps.bus.subscribe(events.MeetingHeld, teller.held)
    deps.bus.subscribe(events.MeetingNotHeld, teller.not_held)
    deps.bus.subscribe(events.MeetingExpired, teller.expired)
    _subscribe_record(deps, RecordTeller())


def _subscribe_record(deps: Deps, teller: RecordTeller) -> None:
    deps.bus.subscribe(events.MinutesSubmitted, teller.submitted)
    deps.bus.subscribe(events.MinutesRemarked, teller.remarked)
    deps.bus.subscribe(events.MinutesApproved, teller.approved)
    deps.bus.subscribe(events.MinutesFrozen, teller.frozen)
    deps.bus.subscribe(events.AddendumProposed, teller.addendum_proposed)
    deps.bus.subscribe(events.AddendumAccepted, teller.addendum_accepted)
    deps.bus.subscribe(events.CommitmentProposed, teller.commitment_proposed)
    deps.bus.subscribe(events.CommitmentMoved, teller.commitment_moved)
    deps.bus.subscribe(events.CommitmentDue, teller.commitment_due)


def _known_to(actor: Actor, request_ids: Ids) -> Select[UUID]:
    return select(MeetingRequest.id).where(MeetingRequest.id.in_(request_ids), policies.readable_by(actor))


def _left(actor: Actor, request_ids: Ids) -> Select[UUID]:
    """Meetings in which the person takes or took part: who was taken off may still be told so."""
    return select(Participant.request_id).where(
        Participant.request_id.in_(request_ids),
        Participant.person_id == actor.person_id,
        Participant.ministry_id.in_(actor.ministry_ids),
    )
