"""What the ledger puts on the pages of others: where a practice went, how many follow it, what news is waited for."""

from flask import g, render_template
from markupsafe import Markup

from exchange.adoptions import queries
from exchange.adoptions.queries import Ways
from exchange.adoptions.views.reading import today
from exchange.adoptions.views.words import ledger_row
from exchange.kernel.actor import Actor
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader
from exchange.web.slots import Subject

_NOTHING = Markup()


def where_it_went(subject: Subject) -> Markup:
    """Who is adopting the practice, how far, with what result; and the key to say that one's own ministry is."""
    if subject.practice_id is None:
        return _NOTHING
    ways, actor, day = _ways(subject), current_actor(), today()
    may_begin = _may_begin(actor, subject)
    if not (ways.onward or ways.origins or may_begin):
        return _NOTHING
    return _drawn(
        "where_it_went",
        rows=[ledger_row(one, day) for one in ways.onward],
        origins=ways.origins,
        own=ways.of(actor.ministry_id) if may_begin else None,
        may_begin=may_begin,
        slug=subject.practice_slug,
    )


def chain_count(subject: Subject) -> Markup:
    """In a practice's head: how many ministries are on their way with it."""
    if subject.practice_id is None:
        return _NOTHING
    onward = _ways(subject).onward
    return _drawn("chain_count", count=len(onward)) if onward else _NOTHING


def desk_tasks(_subject: Subject) -> Markup:
    """On the desk: records about which news was asked for."""
    actor = current_actor()
    if actor.ministry_id is None:
        return _NOTHING
    rows = queries.prompts_open(reading(), actor=actor, language=current_reader().language)
    return _drawn("desk_tasks", rows=rows) if rows else _NOTHING


def _may_begin(actor: Actor, subject: Subject) -> bool:
    speaks = actor.is_signed_in and actor.belongs_to(actor.ministry_id)
    return speaks and actor.ministry_id != subject.ministry_id


def _ways(subject: Subject) -> Ways:
    """Asked once per request: the head and the section of a page share it."""
    known: dict[object, Ways] = g.setdefault("adoption_ways", {})
    if subject.practice_id is not None and subject.practice_id not in known:
        known[subject.practice_id] = queries.ways_of(
            reading(), actor=current_actor(), practice_id=subject.practice_id, language=current_reader().language
        )
    return known[subject.practice_id]


def _drawn(name: str, **values: object) -> Markup:
    return Markup(render_template(f"adoptions/slots/{name}.html", **values))  # noqa: S704 - a rendered template
