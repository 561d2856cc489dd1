"""A practice as one Markdown text: the parts of its page in their order, under the reader's right."""

from collections.abc import Iterable

from flask_babel import gettext as _

from exchange.practices.queries import PracticePage
from exchange.practices.views.figures import Table
from exchange.practices.views.lines import Line
from exchange.practices.views.shown import Part, Shown

Pairs = Iterable[tuple[str, str]]


def as_text(page: PracticePage, view: Shown) -> str:
    """The whole page."""
    card = page.card
    parts = [f"## {part.title}\n\n{_body(part, page, view)}\n" for part in view.parts]
    facts = f"## {_('Facts')}\n\n{_pairs(view.facts)}\n"
    return "\n".join([f"# {card.title}\n\n{card.summary}\n", *parts, facts])


def _body(part: Part, page: PracticePage, view: Shown) -> str:
    if part.section:
        return part.section.markdown
    rows = page.rows
    said = {
        "legal-acts": lambda: [_links(view.acts), rows.legal_acts_note.text_for(page.language)],
        "goals": lambda: [_bullets(view.goals)],
        "steps": lambda: [_bullets(view.steps)],
        "partners": lambda: [_pairs(view.partners)],
        "digital": lambda: [_pairs(view.digital)],
        "results": lambda: [_table(figure.table) for figure in view.figures],
        "costs": lambda: [
            _table(view.costs) if view.costs else "",
            _pairs(view.resources),
            rows.notes.text_for(page.language),
        ],
        "preconditions": lambda: [_pairs((need, "; ".join(keys)) for need, keys in view.needs)],
        "offers": lambda: [_bullets((offer,) for offer in view.offers)],
        "files": lambda: [_links(view.files)],
        "sources": lambda: [_links(view.sources)],
    }
    return "\n\n".join(filter(None, said[part.kind]()))


def _bullets(rows: Iterable[Iterable[str]]) -> str:
    return "\n".join("- " + "; ".join(filter(None, row)) for row in rows)


def _pairs(rows: Pairs) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in rows)


def _links(lines: Iterable[Line]) -> str:
    shown = ((line, f"<{line.href}>" if line.href and line.href != line.text else "") for line in lines)
    return _bullets((line.text, line.note, address) for line, address in shown)


def _table(table: Table) -> str:
    """A table in the pipe form, under its caption."""
    head = [name for name, _is_number in table.head]
    rows = [head, ["---"] * len(head), *table.rows]
    lines = ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    return "\n".join([f"**{table.caption}**", "", *lines])
