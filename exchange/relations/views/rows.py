"""Entries of a dossier as the chain and the timeline draw them, in the reader's language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from flask import get_template_attribute
from flask_babel import gettext as _

from exchange.accounts.queries import MinistryView
from exchange.kernel.moments import date_in_year, full_date
from exchange.practices.queries import PracticeCard
from exchange.relations.models import EventKind
from exchange.relations.queries import Dossier, EventView, LinkView, chain_of
from exchange.relations.service.entering import BY_HAND
from exchange.relations.views.words import commitment_text, in_language, lane_of, paper_facts, practice_href, told
from exchange.web.reader import current_reader

_PARTS = "relations/parts.html"
_ICONS = {
    EventKind.PRACTICE_PUBLISHED: "practice",
    EventKind.QUESTION: "question",
    EventKind.ANSWER: "comment",
    EventKind.MEETING_REQUEST: "meeting",
    EventKind.MEETING_ACCEPTED: "check",
    EventKind.MEETING_HELD: "meeting",
    EventKind.MINUTES_CONFIRMED: "file",
    EventKind.COMMITMENT: "commitment",
    EventKind.AGREEMENT: "commitment",
    EventKind.VISIT: "meeting",
    EventKind.EXPERT_MISSION: "meeting",
    EventKind.TRAINING: "meeting",
    EventKind.DECLARATION: "flag",
    EventKind.ADOPTION_STEP: "adoption",
    EventKind.RESULT: "result",
    EventKind.PLAN: "clock",
}
_LINKS_TO_ADOPTION = {EventKind.ADOPTION_STEP, EventKind.RESULT, EventKind.PLAN}


@dataclass(frozen=True)
class ChainRow:
    """One link as `ui.chain` draws it."""

    kind: str
    lane: str  # a, b, or m for both
    state: str
    title: str
    when: str
    text: str


@dataclass(frozen=True)
class TimelineRow:
    """One entry as `ui.timeline` draws it."""

    side: str  # a, b, or m for both
    kind: str
    when: str
    title: str
    href: str
    text: str
    state: tuple[str, str] | None
    lang: str = ""  # the texts mark their own


def chain_rows(dossier: Dossier, sides: Sequence[MinistryView]) -> tuple[ChainRow, ...]:
    """The chain, with the first of `sides` in the upper lane."""
    return tuple(_chain_row(link, _lane(link, sides)) for link in chain_of(dossier))


def _chain_row(link: LinkView, lane: str) -> ChainRow:
    text = in_language(link.practice.title, link.practice.title_language) if link.practice else ""
    if not text and link.event:
        text = told(link.event.title)
    return ChainRow(link.link.value, lane, "done", _(link.link.label), _chain_when(link), text)


def _chain_when(link: LinkView) -> str:
    if link.event is None:
        return _("Version %(number)s", number=link.practice.revision) if link.practice else ""
    when = full_date(link.event.moment, current_reader().language)
    return _("%(date)s, sample", date=when) if link.event.is_sample else when


def _lane(link: LinkView, sides: Sequence[MinistryView]) -> str:
    if link.practice:
        return lane_of(link.practice.ministry_id, sides)
    return lane_of(link.event.side_id if link.event else None, sides)


def timeline_years(
    dossier: Dossier, kinds: Collection[EventKind], *, keeps: bool
) -> tuple[tuple[int, tuple[TimelineRow, ...]], ...]:
    """The entries of these kinds by year, the newest first. `keeps`: whether the reader may change entries by hand."""
    newest_first = [event for event in reversed(dossier.events) if event.kind in kinds]
    years = groupby(newest_first, key=lambda event: event.happened_on.year)
    return tuple(
        (year, tuple(_timeline_row(event, dossier, keeps=keeps) for event in events)) for year, events in years
    )


def _timeline_row(event: EventView, dossier: Dossier, *, keeps: bool) -> TimelineRow:
    return TimelineRow(
        side=lane_of(event.side_id, dossier.sides),
        kind=_ICONS[event.kind],
        when=date_in_year(event.moment, current_reader().language),
        title=told(event.title),
        href=_href(event, dossier.practices),
        text=_note(event, keeps=keeps),
        state=("draft", _("Sample")) if event.is_sample else None,
    )


def _note(event: EventView, *, keeps: bool) -> str:
    papers = [(paper, paper_facts(paper)) for paper in event.papers]
    is_kept = keeps and event.entry_id is not None and event.kind in BY_HAND
    note: str = get_template_attribute(_PARTS, "event_note")(event, commitment_text(event), papers, is_kept)
    return note


def _href(event: EventView, practices: Mapping[UUID, PracticeCard]) -> str:
    """Its own page, or the practice that it leads to, if the reader may open it."""
    if event.href:
        return event.href
    wanted: tuple[UUID, ...] = ()
    if event.kind is EventKind.PRACTICE_PUBLISHED:
        wanted = event.subject_ids
    elif event.kind in _LINKS_TO_ADOPTION and event.adoption_id:
        wanted = (event.adoption_id,)
    found = (practices[practice_id] for practice_id in wanted if practice_id in practices)
    return next((practice_href(practice) for practice in found), "")
