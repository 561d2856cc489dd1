"""From typed rows to values. A row remembers the saved row that it shows, so that its other languages stay."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from exchange.kernel.translated import Translated
from exchange.practices.forms.rows import Row
from exchange.practices.models import Attachment, Cost, LegalAct, Objective, Partner, Result, Source, Step


def number(typed: str | None) -> float | None:
    """The number as typed: spaces between thousands, a comma or a point before decimals."""
    plain = "".join((typed or "").split()).replace(",", ".")
    try:
        return float(plain) if plain else None
    except ValueError:
        return None


def shown_number(value: float | None) -> str:
    """The number as it is typed again."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else str(value)


def said_in(old: Translated | None, language: str, typed: str | None) -> Translated:
    """The saved text with what was typed in one language."""
    return Translated({**dict(old or {}), language: typed or ""})


def mark_of(row: object) -> str:
    """A mark of what the saved row holds; it still fits when rows before it were added, removed or moved."""
    return hashlib.sha256(repr(row).encode()).hexdigest()[:16]


def old_row(form: Row, rows: Sequence[Any]) -> Any:
    """The saved row behind a row of the form; None for a new one, or when somebody changed it since."""
    mark = form.at.data
    return next((row for row in rows if mark_of(row) == mark), None) if mark else None


def objectives(forms: Iterable[Any], saved: Sequence[Objective], language: str) -> tuple[Objective, ...]:
    """Typed objectives."""
    return tuple(
        Objective(
            text=said_in(getattr(old, "text", None), language, form.text.data),
            target=said_in(getattr(old, "target", None), language, form.target.data),
            by_when=form.by_when.data,
        )
        for form, old in _filled(forms, saved)
    )


def steps(forms: Iterable[Any], saved: Sequence[Step], language: str) -> tuple[Step, ...]:
    """Typed steps."""
    return tuple(
        Step(
            when=form.when.data,
            what=said_in(getattr(old, "what", None), language, form.what.data),
            who=said_in(getattr(old, "who", None), language, form.who.data),
        )
        for form, old in _filled(forms, saved)
    )


def partners(forms: Iterable[Any], saved: Sequence[Partner], language: str) -> tuple[Partner, ...]:
    """Typed partners."""
    return tuple(
        Partner(
            org=said_in(getattr(old, "org", None), language, form.org.data),
            part=said_in(getattr(old, "part", None), language, form.part.data),
        )
        for form, old in _filled(forms, saved)
    )


def legal_acts(forms: Iterable[Any], saved: Sequence[LegalAct], language: str) -> tuple[LegalAct, ...]:
    """Typed acts."""
    return tuple(
        LegalAct(
            kind=form.kind.data or "",
            number=form.number.data,
            date=form.date.data,
            title=said_in(getattr(old, "title", None), language, form.title.data),
            link=form.link.data,
        )
        for form, old in _filled(forms, saved)
    )


def results(forms: Iterable[Any], saved: Sequence[Result], language: str) -> tuple[Result, ...]:
    """Typed results."""
    return tuple(
        Result(
            indicator=said_in(getattr(old, "indicator", None), language, form.indicator.data),
            value=number(form.value.data),
            unit=form.unit.data,
            period=form.period.data,
            source=form.source.data,
            link=form.link.data,
            method=form.method.data,
            stated_by=said_in(getattr(old, "stated_by", None), language, form.stated_by.data),
        )
        for form, old in _filled(forms, saved)
    )


def costs(forms: Iterable[Any], saved: Sequence[Cost], language: str) -> tuple[Cost, ...]:
    """Typed costs."""
    return tuple(
        Cost(
            kind=form.kind.data or "",
            amount=number(form.amount.data),
            currency=form.currency.data,
            period=form.period.data,
            note=said_in(getattr(old, "note", None), language, form.note.data),
            source=form.source.data,
            link=form.link.data,
        )
        for form, old in _filled(forms, saved)
    )


def files(forms: Iterable[Any], saved: Sequence[Attachment], language: str) -> tuple[Attachment, ...]:
    """Typed documents."""
    return tuple(
        Attachment(
            kind=form.kind.data or "",
            title=said_in(getattr(old, "title", None), language, form.title.data),
            link=form.link.data,
            language=form.language.data or "",
            licence=form.licence.data,
            file=getattr(old, "file", ""),
            size_bytes=getattr(old, "size_bytes", 0),
            media_type=getattr(old, "media_type", ""),
        )
        for form, old in _filled(forms, saved)
    )


def sources(forms: Iterable[Any]) -> tuple[Source, ...]:
    """Typed sources."""
    return tuple(
        Source(id=form.id.data, kind=form.kind.data or "", link=form.link.data, date=form.date.data)
        for form, _ in _filled(forms, ())
    )


def _filled(forms: Iterable[Any], saved: Sequence[Any]) -> list[tuple[Any, Any]]:
    return [(form, old_row(form, saved)) for form in forms if not form.is_empty()]
