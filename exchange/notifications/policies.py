"""Who may (still) be told: each notice names what it is about, and the owner of that kind of thing answers."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from sqlalchemy import Select, literal, union_all
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor

Known = Callable[[Actor, Collection[UUID]], Select[UUID]]


class Guards:
    """The questions by kind of thing. A kind that nobody answers for is refused."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def add(self, kind: str, known: Known) -> None:
        """Let `known` answer for things of this kind, by a query that gives back the ids that may be known."""
        self._known[kind] = known

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
