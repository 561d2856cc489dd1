"""A circle of readers as a value: of the whole practice, and the narrower ones of its honest parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from exchange.practices.models import COSTS, Section, Visibility

WHOLE = "practice"
PARTS: tuple[str, ...] = (*(section.value for section in Section), COSTS)


@dataclass(frozen=True)
class Circle:
    """Who reads a practice, and who reads a part of it where that is fewer."""

    visibility: Visibility
    partners: frozenset[UUID] = frozenset()
    parts: Mapping[str, Visibility] = field(default_factory=dict)

    @property
    def needs_partners(self) -> bool:
        """Whether some circle is "named partners"."""
        return Visibility.PARTNERS in {self.visibility, *self.parts.values()}

    def of(self, part: str) -> Visibility:
        """The circle that counts for a part: its own where it is narrower."""
        own = self.parts.get(part)
        return min(own, self.visibility, key=lambda circle: circle.width) if own else self.visibility

    def gained_over(self, before: "Circle") -> tuple[str, ...]:
        """WHOLE or the parts that more people would read than before."""
        more = tuple(part for part in (WHOLE, *PARTS) if self._is_wider(before, part))
        return (WHOLE,) if WHOLE in more else more

    def _is_wider(self, before: "Circle", part: str) -> bool:
        now, was = self.of(part), before.of(part)
        has_new_name = now is was is Visibility.PARTNERS and bool(self.partners - before.partners)
        return now.width > was.width or has_new_name

    def as_words(self) -> str:
        """For the audit trail: the circle, then each part that has one of its own."""
        named = f" ({len(self.partners)})" if self.partners else ""
        own = [f"{part}: {circle.value}" for part, circle in sorted(self.parts.items())]
        return "; ".join([f"{self.visibility.value}{named}", *own])


def stored_circles(stored: Mapping[str, str]) -> dict[str, Visibility]:
    """The circles of parts as the database keeps them."""
    return {part: Visibility(circle) for part, circle in stored.items()}
