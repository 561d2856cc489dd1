"""The repeated rows of the form. A row remembers the saved row that it shows, so that its other languages stay."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import Optional, Regexp

from exchange.kernel.messages import N_
from exchange.kernel.translated import Translated
from exchange.practices.forms.fields import PUBLISHED_DATE, RowForm, choices, line
from exchange.practices.models import Cost, LegalAct, Partner, Result, Source, Step

ACT_KINDS = {
    "": N_("Choose"),
    "law": N_("Law"),
    "decree": N_("Decree"),
    "regulation": N_("Regulation"),
    "order": N_("Order"),
    "programme": N_("Programme or strategy"),
    "convention": N_("International agreement"),
    "judgment": N_("Judgment of a court"),
    "other": N_("Other"),
}
COST_KINDS = {
    "": N_("Choose"),
    "oneoff": N_("Once, to start"),
    "yearly": N_("Every year"),
    "per_beneficiary": N_("For each person served"),
    "budget_line": N_("A line of the budget"),
}
SOURCE_KINDS = {
    "": N_("Choose"),
    "law": N_("Law or regulation"),
    "ministry": N_("Ministry"),
    "government": N_("Government"),
    "press": N_("Press"),
    "un": N_("United Nations"),
    "study": N_("Study"),
}
_NUMBER = Regexp(r"^\s*-?[\d\s]*([.,]\d+)?\s*$", message=_l("Write a number, for example 1492 or 12.5."))


class Row(RowForm):
    """What every row has."""

    at = HiddenField()  # the mark of the saved row, empty for a new one

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(field.data for field in self if field.name.rpartition("-")[2] != "at")


class StepRow(Row):
    """Field 16."""

    when = line(_l("When"), description=_l("A year, a month or a day."))
    what = line(_l("What"))
    who = line(_l("Who"))


class PartnerRow(Row):
    """Field 17."""

    org = line(_l("Organisation"))
    part = line(_l("What it did"))


class LegalActRow(Row):
    """Field 12."""

    kind = SelectField(_l("Kind"), choices=choices(ACT_KINDS), validate_choice=False)
    number = line(_l("Number"))
    date = line(_l("Date"), PUBLISHED_DATE)
    title = line(_l("Title of the act"))
    link = line(_l("Link"), longest=500)


class ResultRow(Row):
    """Field 22: every number names its source and date."""

    indicator = line(_l("What was counted"))
    value = line(_l("Value"), _NUMBER, longest=40)
    unit = line(_l("Unit"), longest=60)
    period = line(_l("Period"), longest=60)
    stated_by = line(_l("Stated by"))
    source = line(_l("Source and date"))
    method = line(_l("How it was counted"))
    link = line(_l("Link"), longest=500)


class CostRow(Row):
    """Field 21."""

    kind = SelectField(_l("Kind"), choices=choices(COST_KINDS), validate_choice=False)
    amount = line(_l("Amount"), _NUMBER, longest=40)
    currency = line(_l("Currency"), Optional(), longest=3, description=_l("Three letters, for example AZN."))
    period = line(_l("Year or period"), longest=60)
    note = line(_l("What it covers"))
    source = line(_l("Source and date"))
    link = line(_l("Link"), longest=500)


class SourceRow(Row):
    """Where facts of the practice come from."""

    id = line(_l("Mark"), longest=20)
    kind = SelectField(_l("Kind"), choices=choices(SOURCE_KINDS), validate_choice=False)
    link = line(_l("Link or place"), longest=500)
    date = line(_l("Date"), PUBLISHED_DATE)


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
            stated_by=form.stated_by.data,
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


def sources(forms: Iterable[Any]) -> tuple[Source, ...]:
    """Typed sources."""
    return tuple(
        Source(id=form.id.data, kind=form.kind.data or "", link=form.link.data, date=form.date.data)
        for form, _ in _filled(forms, ())
    )


def _filled(forms: Iterable[Any], saved: Sequence[Any]) -> list[tuple[Any, Any]]:
    return [(form, old_row(form, saved)) for form in forms if not form.is_empty()]
