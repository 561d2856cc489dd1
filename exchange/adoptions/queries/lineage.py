"""How a practice travelled over several generations: from where, to where, and on from there."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import MinistryView, ministry_view
from exchange.adoptions.models import Adoption, Stage
from exchange.adoptions.policies import readable_by
from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language
from exchange.practices.queries import PracticeCard, brief, briefs

_MOST_GENERATIONS = 12  # a ring of practices that adopt each other ends here


@dataclass(frozen=True)
class Edge:
    """One record as a thread from a practice to what came of it."""

    id: UUID
    practice_id: UUID
    own_practice_id: UUID | None
    ministry: MinistryView
    stage: Stage
    began_on: date


@dataclass(frozen=True)
class Branch:
    """A practice, or a ministry that has no practice of its own yet, and where it went on."""

    practice: PracticeCard | None
    edge: Edge | None  # None for the first generation
    onward: tuple["Branch", ...]

    @property
    def generations(self) -> int:
        """How many follow one another from here, this one included."""
        return 1 + max((branch.generations for branch in self.onward), default=0)


def lineage(session: Session, *, actor: Actor, slug: str, language: Language) -> Branch:
    """The whole tree in which a practice stands, from its first origin.

    Raises:
        NotFoundError: no such practice, or the actor may not know of it.
    """
    asked = brief(session, actor=actor, slug=slug, language=language.value)
    edges = _edges(session, actor)
    root = _first_origin(asked.id, edges)
    named = dict.fromkeys(one for edge in edges for one in (edge.practice_id, edge.own_practice_id) if one is not None)
    cards = briefs(session, actor=actor, ids=[*named, asked.id], language=language.value)
    onward: defaultdict[UUID, list[Edge]] = defaultdict(list)
    for edge in edges:
        onward[edge.practice_id].append(edge)
    return _branch(root, None, onward, cards, frozenset())


def _edges(session: Session, actor: Actor) -> tuple[Edge, ...]:
    wanted = select(Adoption).where(readable_by(actor)).options(joinedload(Adoption.ministry))
    rows = session.scalars(wanted.order_by(Adoption.began_on, Adoption.id))
    return tuple(
        Edge(row.id, row.practice_id, row.own_practice_id, ministry_view(row.ministry), row.stage, row.began_on)
        for row in rows
    )


def _first_origin(practice_id: UUID, edges: tuple[Edge, ...]) -> UUID:
    """Up the threads to where nothing leads further; where two lead in, the older one."""
    came_from = {edge.own_practice_id: edge.practice_id for edge in reversed(edges) if edge.own_practice_id}
    root = practice_id
    for _ in range(_MOST_GENERATIONS):
        if root not in came_from:
            return root
        root = came_from[root]
    return practice_id


def _branch(
    practice_id: UUID | None,
    edge: Edge | None,
    onward: Mapping[UUID, list[Edge]],
    cards: Mapping[UUID, PracticeCard],
    above: frozenset[UUID],
) -> Branch:
    card = cards.get(practice_id) if practice_id else None
    if practice_id is None or practice_id in above or len(above) >= _MOST_GENERATIONS:
        return Branch(card, edge, ())
    inside = above | {practice_id}
    edges = onward.get(practice_id, ())
    return Branch(card, edge, tuple(_branch(one.own_practice_id, one, onward, cards, inside) for one in edges))
