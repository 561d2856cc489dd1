"""Hang practices on the application: pages, search, index work, notices."""

from uuid import UUID

from flask import Flask
from sqlalchemy import Select, exists, or_, select

from exchange.files.access import add_carrier
from exchange.files.models import StoredFile
from exchange.kernel.actor import Actor
from exchange.kernel.messages import N_
from exchange.notifications.guards import register_guard
from exchange.notifications.kinds import Kind, register_kinds
from exchange.notifications.policies import Ids
from exchange.practices import policies, reacting
from exchange.practices.jobs import (
    BATCH,
    archive_forgotten,
    forget_what_is_done,
    heal,
    index_changed,
    keep_meaning,
    remind,
    tell_returns,
)
from exchange.practices.models import Practice, RevisionFile
from exchange.practices.views import blueprints, desk_drafts, desk_tasks
from exchange.practices.views.tongues import set_machine
from exchange.search.access import meaning_of
from exchange.search.withholding import INDEX_JOB
from exchange.text.machine import open_machine
from exchange.vocabulary.queries import bank, forget_taxonomy
from exchange.web.db import reading
from exchange.web.deps import Deps
from exchange.web.shell import NavItem, add_nav
from exchange.web.slots import Slot, fill

_RESETS = "exchange.reset_for_tests"


def register(app: Flask, deps: Deps) -> None:
    """Put the capability into the application."""
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    reacting.subscribe(deps.bus)
    set_machine(app, open_machine(deps.settings.translate_url))
    app.extensions.setdefault(_RESETS, []).append(forget_taxonomy)
    register_kinds(
        app,
        N_("Practices"),
        Kind("practice.sent_for_clearance", N_("Texts to clear")),
        Kind("practice.sent_back", N_("Texts that came back to you"), also=("practice.refused",)),
        Kind("practice.published", N_("Your texts, published")),
        Kind("practice.judged", N_("The evidence of your texts, judged")),
        Kind("practice.due", N_("Texts to confirm")),
        Kind("practice.returned", N_("What came of your practices, once a quarter")),
        Kind("desk.handed_over", N_("A desk handed over to you")),
    )
    register_guard(app, "practice", known_to)
    deps.jobs.handle(INDEX_JOB, index_changed, batch=BATCH)
    deps.jobs.at_start("search.heal", heal)
    deps.jobs.every(1, "search.heal", heal)
    deps.jobs.every(24 * 60, "search.forget_done", forget_what_is_done)
    deps.jobs.at_start("search.meaning", keep_meaning)
    deps.jobs.every(1, "search.meaning", keep_meaning)
    if meaning := meaning_of(app):
        meaning.use_labels(lambda: bank(reading()).turkish_names())
    deps.jobs.every(360, "practices.archive", archive_forgotten)
    add_carrier(app, exists().where(RevisionFile.file_id == StoredFile.id))
    deps.jobs.every(24 * 60, "practice.due", remind)
    deps.jobs.every(24 * 60, "practice.returns", tell_returns)
    fill(app, Slot.DESK_TASKS, desk_tasks, order=10)
    fill(app, Slot.DESK_TASKS, desk_drafts, order=90)
    for signed_in in (True, False):
        add_nav(app, NavItem("practices", N_("Practices"), "search.page", signed_in=signed_in, order=20))


def known_to(actor: Actor, practice_ids: Ids) -> Select[UUID]:
    """Those that the actor reads, or sees at the ministry's own desk: the guard of notices."""
    known = or_(policies.readable_by(actor), policies.desk_seen_by(actor))
    return select(Practice.id).where(Practice.id.in_(practice_ids), known)
