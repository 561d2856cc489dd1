"""What meetings put into the pages of others: the key beside a practice, tasks and today's meetings on the desk."""

from flask import current_app, render_template
from markupsafe import Markup

from exchange.meetings import policies
from exchange.meetings.queries.lists import count_about, days_meetings, waiting_rows
from exchange.meetings.queries.published import communiques_about
from exchange.meetings.queries.register import mine_at_hand
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader
from exchange.web.slots import Subject

_NOTHING = Markup()


def request_key(subject: Subject) -> Markup:
    """Beside a practice: ask its ministry for a meeting. For signed-in people of another ministry."""
    if subject.ministry_id is None or not policies.can_request(current_actor(), subject.ministry_id):
        return _NOTHING
    return _drawn("meetings/panels/request_key.html", slug=subject.practice_slug)


def discussed(subject: Subject) -> Markup:
    """Beside a practice: which ministries talked about it, where both let that be known."""
    if subject.practice_id is None:
        return _NOTHING
    actor, language = current_actor(), current_reader().language.value
    rows = communiques_about(reading(), actor=actor, practice_id=subject.practice_id, language=language)
    return _drawn("meetings/panels/discussed.html", rows=rows) if rows else _NOTHING


def chain_count(subject: Subject) -> Markup:
    """In a practice's head: how many meetings about it the reader may know of."""
    actor = current_actor()
    if not actor.ministry_ids or subject.practice_id is None:
        return _NOTHING  # who belongs to no ministry knows of no meeting
    count = count_about(reading(), actor=actor, practice_id=subject.practice_id)
    return _drawn("meetings/panels/chain_count.html", count=count) if count else _NOTHING


def desk_tasks(_subject: Subject) -> Markup:
    """On the desk: times to answer, rooms to bind."""
    actor, reader, now = current_actor(), current_reader(), current_app.config["CLOCK"]()
    rows = waiting_rows(reading(), actor=actor, language=reader.language.value, now=now)
    return _drawn("meetings/panels/desk_tasks.html", rows=rows, now=now) if rows else _NOTHING


def desk_commitments(_subject: Subject) -> Markup:
    """On the desk: what the ministry promised and has to finish."""
    actor, reader, now = current_actor(), current_reader(), current_app.config["CLOCK"]()
    rows = mine_at_hand(reading(), actor=actor, now=now)
    today = reader.place.local(now).date()
    return _drawn("meetings/panels/desk_commitments.html", rows=rows, today=today) if rows else _NOTHING


def desk_today(_subject: Subject) -> Markup:
    """On the desk: today's meetings on both clocks, or the next one."""
    actor, reader, now = current_actor(), current_reader(), current_app.config["CLOCK"]()
    rows = days_meetings(reading(), actor=actor, place=reader.place, language=reader.language.value, now=now)
    today = reader.place.local(now).date()
    is_today = any(row.starts_at and reader.place.local(row.starts_at).date() == today for row in rows)
    return _drawn("meetings/panels/desk_today.html", rows=rows, is_today=is_today, place=reader.place)


def _drawn(template: str, **values: object) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 - a rendered template
