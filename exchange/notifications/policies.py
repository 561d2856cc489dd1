"""Who may (still) be told: each notice names what it is about, and the owner of that kind of thing answers."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from exchange.kernel.actor import Actor
from exchange.kernel.remembered import remembered
from exchange.notifications.models import StoredNotice

Ids = Collection[UUID] | Select[UUID]  # a list, or the question for one
MOST_WAITING = 200
Known = Callable[..., Select[UUID]]  # of an Actor and Ids


def about_id_of(guard: str) -> UUID | None:
    """The id in "kind:<id>"; None for what everyone may know."""
    return UUID(guard.partition(":")[2]) if guard else None


class Guards:
    """The questions by kind of thing. A kind that nobody answers for is refused."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}
        self._remember()

    def _remember(self) -> None:
        self._of_actor = remembered(self._build)

    def add(self, kind: str, known: Known) -> None:
        """Let `known` answer for things of this kind, by a query that gives back the ids that may be known."""
        self._known[kind] = known
        self._remember()

    def unread(self, actor: Actor) -> Select[UUID]:
        """The person's unread notices that they may still know of: one query, whatever they are about."""
        return self.known_notices(actor).where(StoredNotice.read_at.is_(None))

    def newest_unread(self, actor: Actor) -> Select[UUID]:
        """Of the person's newest unread notices (`MOST_WAITING`) those that they may still know of.

        For the number on every page: it costs the same however much has gathered.
        """
        return self._build_newest(actor)

    def known_notices(self, actor: Actor) -> Select[UUID]:
        """The person's notices that they may still know of."""
        return self._of_actor(actor)

    def _build(self, actor: Actor) -> Select[UUID]:
        other = aliased(StoredNotice)  # the inner question is not to be joined with the outer one
        known = self._known_among(actor, StoredNotice, select(other).where(other.person_id == actor.person_id), other)
        return select(StoredNotice.id).where(StoredNotice.person_id == actor.person_id, known)

    def _build_newest(self, actor: Actor) -> Select[UUID]:
        unread = StoredNotice.person_id == actor.person_id, StoredNotice.read_at.is_(None)
        rows = select(StoredNotice.id, StoredNotice.guard, StoredNotice.about_id).where(*unread)
        newest = rows.order_by(StoredNotice.made_at.desc(), StoredNotice.id.desc()).limit(MOST_WAITING).cte("newest")
        other = newest.alias().c
        return select(newest.c.id).where(self._known_among(actor, newest.c, select(other.about_id), other))

    def _known_among(self, actor: Actor, notice: Any, others: Select[Any], other: Any) -> ColumnElement[bool]:
        """Whether a notice is about what the actor may know of.

        Args:
            notice: the columns of the notices that are asked about.
            others: the same notices once more, to ask for all things of a kind together; `other` are its columns.
        """

        def of_kind(kind: str, known: Known) -> ColumnElement[bool]:
            of_others = others.with_only_columns(other.about_id).where(_is_about(other, kind))
            return and_(_is_about(notice, kind), notice.about_id.in_(known(actor, of_others)))

        return or_(notice.guard == "", *(of_kind(kind, known) for kind, known in sorted(self._known.items())))

    def allows(self, session: Session, actor: Actor, guard: str) -> bool:
        """Whether the actor may know of the thing at this moment."""
        return guard in self.allowed(session, actor, (guard,))

    def allowed(self, session: Session, actor: Actor, guards: Iterable[str]) -> frozenset[str]:
        """Those of the guards that let the actor through; an empty guard lets everyone who is signed in."""
        if not actor.is_signed_in:
            return frozenset()
        by_kind: defaultdict[str, set[UUID]] = defaultdict(set)
        for kind, _, identifier in (guard.partition(":") for guard in set(guards) if guard):
            by_kind[kind].add(UUID(identifier))
        asked = [
            self._known[kind](actor, ids).add_columns(literal(kind))
            for kind, ids in sorted(by_kind.items())
            if kind in self._known
        ]
        passed = {f"{kind}:{one}" for one, kind in session.execute(union_all(*asked))} if asked else set()
        return frozenset(passed | {""})


def _is_about(notice: Any, kind: str) -> ColumnElement[bool]:
    is_kind: ColumnElement[bool] = notice.guard.startswith(f"{kind}:", autoescape=True)
    return is_kind
