"""Who may (still) be told: each notice names what it is about, and the owner of that kind of thing answers."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor

Check = Callable[[Session, Actor, UUID], bool]
CheckMany = Callable[[Session, Actor, Collection[UUID]], Collection[UUID]]


class Guards:
    """The questions by kind of thing. A kind that nobody answers for is refused."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._many: dict[str, CheckMany] = {}

    def add(self, kind: str, check: Check, check_many: CheckMany | None = None) -> None:
        """Let `check` answer for things of this kind; `check_many` answers for a whole list by one query."""
        self._checks[kind] = check
        if check_many is not None:
            self._many[kind] = check_many

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
        passed = {f"{kind}:{one}" for kind, ids in by_kind.items() for one in self._passed(session, actor, kind, ids)}
        return frozenset(passed | {""})

    def _passed(self, session: Session, actor: Actor, kind: str, ids: set[UUID]) -> Iterable[UUID]:
        if kind in self._many:
            return self._many[kind](session, actor, ids)
        check = self._checks.get(kind)
        return [one for one in ids if check is not None and check(session, actor, one)]
