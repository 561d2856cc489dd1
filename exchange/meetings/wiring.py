"""Hang meetings on the application: pages, slots, notices, and who may know of a meeting."""

from uuid import UUID

from flask import Flask
from sqlalchemy import Select, select

from exchange.kernel.actor import Actor
from exchange.kernel.messages import N_
from exchange.meetings import events, policies
from exchange.meetings.mail.tell import Teller
from exchange.meetings.models import MeetingRequest
from exchange.meetings.queries.lists import count_of_waiting
from exchange.meetings.views import answer, ask, bp, change_room, pages, panels, room
from exchange.meetings.views.office import office_of
from exchange.notifications.guards import register_guard
from exchange.notifications.policies import Ids
from exchange.web.deps import Deps
from exchange.web.shell import NavItem, add_nav
from exchange.web.slots import Slot, fill

VIEWS = (answer, ask, change_room, pages, room)  # importing them puts their routes on the blueprint


def register(app: Flask, deps: Deps) -> None:
    """Pages, navigation, slots of other pages, subscribers, and the guard of the notices."""
    app.register_blueprint(bp)
    add_nav(
        app, NavItem("meetings", N_("Meetings"), "meetings.index", signed_in=True, order=40, waits=count_of_waiting)
    )
    fill(app, Slot.PRACTICE_KEYS, panels.request_key, order=10)
    fill(app, Slot.PRACTICE_CHAIN, panels.chain_count, order=20)
    fill(app, Slot.DESK_TASKS, panels.desk_tasks, order=40)
    fill(app, Slot.DESK_TODAY, panels.desk_today, order=10)
    register_guard(app, "meeting", _known_to)
    _subscribe(deps, Teller(office_of(deps.settings)))


def _subscribe(deps: Deps, teller: Teller) -> None:
    deps.bus.subscribe(events.MeetingRequested, teller.requested)
    deps.bus.subscribe(events.MeetingCountered, teller.countered)
    deps.bus.subscribe(events.MeetingAgreed, teller.agreed)
    deps.bus.subscribe(events.MeetingDeclined, teller.declined)
    deps.bus.subscribe(events.MeetingWithdrawn, teller.withdrawn)
    deps.bus.subscribe(events.MeetingScheduled, teller.scheduled)
    deps.bus.subscribe(events.MeetingCancelled, teller.cancelled)


def _known_to(actor: Actor, request_ids: Ids) -> Select[UUID]:
    return select(MeetingRequest.id).where(MeetingRequest.id.in_(request_ids), policies.readable_by(actor))
