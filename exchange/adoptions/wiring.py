"""Hang the ledger on the application: pages, places on other pages, notices with their guard, the yearly question."""

from flask import Flask

from exchange.adoptions.events import AdoptionReadersChanged, AdoptionStepTaken
from exchange.adoptions.jobs import prompt
from exchange.adoptions.queries import knowable
from exchange.adoptions.queries.links import adoptions_of, results_of
from exchange.adoptions.queries.returns import institutions_that_adopt
from exchange.adoptions.reacting import subscribe
from exchange.adoptions.searchable import ask_for_indexing, public_counts
from exchange.adoptions.views import bp, slots
from exchange.kernel.messages import N_
from exchange.notifications.guards import register_guard
from exchange.notifications.kinds import Kind, register_kinds
from exchange.practices.guards import count_links, count_returns
from exchange.search.port import SortKey
from exchange.search.sources import add_counts
from exchange.web.deps import Deps
from exchange.web.slots import Slot, fill

_AFTER_MEETINGS = 60
_SIX_HOURS = 360


def register(app: Flask, deps: Deps) -> None:
    """Put the capability into the application."""
    app.register_blueprint(bp)
    fill(app, Slot.PRACTICE_AFTER, slots.where_it_went, order=10)
    fill(app, Slot.PRACTICE_OUTCOME, slots.chain_count, order=_AFTER_MEETINGS)
    fill(app, Slot.DESK_TASKS, slots.desk_tasks, order=_AFTER_MEETINGS)
    register_kinds(
        app,
        N_("Adoptions"),
        Kind("adoption.stepped", N_("Steps and results of others with your practices"), also=("adoption.reported",)),
        Kind("adoption.asked", N_("What came of your ministry’s adoptions")),
    )
    register_guard(app, "adoption", knowable)
    count_returns(app, "adopted", institutions_that_adopt)
    count_links(app, "adoption", adoptions_of)
    count_links(app, "result", results_of)
    subscribe(deps.bus)
    for changing in (AdoptionStepTaken, AdoptionReadersChanged):
        deps.bus.subscribe(changing, ask_for_indexing)
    add_counts(app, SortKey.ADOPTED, public_counts)
    deps.jobs.every(_SIX_HOURS, "adoptions.prompt", lambda: _prompt(deps))


def _prompt(deps: Deps) -> None:
    prompt(deps.clock)
