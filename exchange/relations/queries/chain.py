"""The chain from practice to result, drawn from what the reader may read of a dossier."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from exchange.practices.queries import PracticeCard
from exchange.relations.models import ChainLink
from exchange.relations.queries.dossiers import Dossier
from exchange.relations.queries.entries import EventView

_Rank = tuple[bool, int, date]


@dataclass(frozen=True)
class LinkView:
    """One link. The first one may rest on the practice alone, without an entry of its own."""

    link: ChainLink
    event: EventView | None
    practice: PracticeCard | None


def chain_of(dossier: Dossier) -> tuple[LinkView, ...]:
    """The links that were reached, in order; one that the reader may not know of is left out.

    A link shows its first entry, a true one before a sample. Two show how far it went instead: the adoption its
    furthest stage, the result its latest figure.
    """
    practice = _practice(dossier)
    links = (_link(dossier, link, practice) for link in ChainLink)
    return tuple(link for link in links if link.event or link.practice)


def _link(dossier: Dossier, link: ChainLink, practice: PracticeCard | None) -> LinkView:
    entries = [event for event in dossier.events if event.kind.link is link]
    event = min(entries, key=_ORDERS.get(link, _first), default=None)
    return LinkView(link, event, practice if link is ChainLink.PRACTICE else None)


def _first(event: EventView) -> _Rank:
    return event.is_sample, 0, event.happened_on


def _furthest(event: EventView) -> _Rank:
    return event.is_sample, -event.stage.rank if event.stage else 0, event.happened_on


def _latest(event: EventView) -> _Rank:
    return event.is_sample, -event.happened_on.toordinal(), event.happened_on


_ORDERS: dict[ChainLink, Callable[[EventView], _Rank]] = {ChainLink.ADOPTION: _furthest, ChainLink.RESULT: _latest}


def _practice(dossier: Dossier) -> PracticeCard | None:
    """The practice that travelled: what was adopted, else the first that an entry is about."""
    by_adoption = sorted(dossier.events, key=lambda event: event.kind.link is not ChainLink.ADOPTION)
    named = (practice_id for event in by_adoption for practice_id in event.subject_ids)
    return next((dossier.practices[practice_id] for practice_id in named if practice_id in dossier.practices), None)
