"""Bring the taxonomy's file into the database."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.translated import Translated
from exchange.vocabulary.models import Term, TermList

SHIPPED = Path(__file__).parent.parent / "data" / "taxonomy.yaml"
_SECTIONS = {
    "target_groups": TermList.TARGET,
    "age_bands": TermList.AGE_BAND,
    "evidence_levels": TermList.EVIDENCE,
    "delivery_channels": TermList.CHANNEL,
    "preconditions": TermList.PRECONDITION,
    "precondition_needs": TermList.NEED,
    "status_values": TermList.STATUS,
    "visibility_values": TermList.VISIBILITY,
    "offers": TermList.OFFER,
}


def import_taxonomy(session: Session, path: Path = SHIPPED) -> int:
    """Make or bring up to date every term of the file; terms that it does not name stay. Returns how many there are."""
    import yaml  # noqa: PLC0415 - loaded when a file is read in, not at every start

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C it takes a fifth of the time
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe
    standing = {(term.kind, term.code): term for term in session.scalars(select(Term))}
    terms = list(_terms(content))
    for position, (kind, code, parent, entry) in enumerate(terms):
        term = standing.get((kind, code))
        if term is None:
            term = Term(kind=kind, code=code)
            session.add(term)
        term.parent, term.position = parent, position
        if term.is_edited:
            continue
        term.labels, term.reviewed = _labels(entry, code)
        term.notes = _notes(entry)
    session.flush()
    return len(terms)


Entry = tuple[TermList, str, str | None, Mapping[str, Any]]


def _terms(content: Mapping[str, Any]) -> Iterator[Entry]:
    yield from _themes(content["themes"], None)
    for section, kind in _SECTIONS.items():
        for entry in content[section]:
            yield kind, str(entry["code"]), None, entry


def _themes(entries: list[Mapping[str, Any]], parent: str | None) -> Iterator[Entry]:
    for entry in entries:
        code = str(entry["code"])
        yield TermList.THEME, code, parent, entry
        yield from _themes(entry.get("children", []), code)


def _labels(entry: Mapping[str, Any], code: str) -> tuple[Translated, list[str]]:
    labels = entry.get("labels") or {"en": {"text": code.replace("-", "–"), "reviewed": True}}
    texts = Translated({language: label["text"] for language, label in labels.items()})
    return texts, [language for language, label in labels.items() if label.get("reviewed")]


def _notes(entry: Mapping[str, Any]) -> Translated:
    notes = entry.get("rule") or entry.get("help") or {}
    return Translated({language: note["text"] if isinstance(note, dict) else note for language, note in notes.items()})
