"""The parts of a practice that one reader may see: sections, rows, the circle of its costs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from exchange.kernel.actor import Actor
from exchange.practices import policies
from exchange.practices.models import (
    COSTS,
    Practice,
    PracticeSection,
    Revision,
    Rows,
    Section,
    Visibility,
    without_costs,
)


@dataclass(frozen=True)
class SectionView:
    """One running text. `circle` is set when fewer people read it than the practice."""

    key: Section
    html: str
    markdown: str
    circle: Visibility | None


def visible_sections(
    actor: Actor, practice: Practice, revision: Revision, sections: Iterable[PracticeSection]
) -> tuple[SectionView, ...]:
    """Those that the reader may see, in the order of the page."""
    by_key = {section.key: section for section in sections}
    return tuple(
        _section(practice, by_key[key])
        for key in Section
        if key in by_key and policies.can_read_version(actor, practice, revision, key)
    )


def _section(practice: Practice, section: PracticeSection) -> SectionView:
    circle = practice.circle_of(section.key)
    return SectionView(
        section.key, section.html, section.markdown, circle if circle is not practice.visibility else None
    )


def visible_rows(actor: Actor, practice: Practice, revision: Revision) -> Rows:
    """The rows that the reader may see; costs may have a circle of their own, and leave no trace outside it."""
    if not policies.can_read_version(actor, practice, revision):
        return Rows()
    hidden = {key.value for key in Section if not policies.can_read_version(actor, practice, revision, key)}
    rows = revision.rows
    marks = tuple(key for key in rows.samples if key not in hidden)  # a mark says that something stands there
    shown = replace(rows, samples=marks)
    return shown if policies.can_read_version(actor, practice, revision, COSTS) else without_costs(shown)


def costs_circle(actor: Actor, practice: Practice) -> Visibility | None:
    """The circle of the costs, where it is another than the practice's and the reader is in it."""
    circle = practice.circle_of(COSTS)
    is_own = circle is not practice.visibility and policies.can_read_section(actor, practice, COSTS)
    return circle if is_own else None
