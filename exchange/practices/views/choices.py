"""The form of a practice with the taxonomy's words in the reader's language as its choices."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from exchange.accounts.queries import ministries
from exchange.practices.forms import PracticeForm, fields_of
from exchange.practices.service import PracticeDraft
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import Taxonomy, TermView, taxonomy
from exchange.web.reader import current_reader

Choices = dict[str, str]


def practice_form(
    session: Session, draft: PracticeDraft, *, ministry_id: UUID | None, version: int = 1
) -> PracticeForm:
    """The form, filled from what was sent or else from the draft."""
    words = taxonomy(session)
    data = fields_of(draft) | {"version": str(version)}
    needs = data.pop("needs")
    conditions = (*_list(words, "PRECONDITION"), *words.retired(TermList.PRECONDITION, needs))
    data["preconditions"] = [{"key": term.code, "need": needs.get(term.code, "")} for term in conditions]
    form = PracticeForm(data=data)
    _choose_from_taxonomy(form, words, draft)
    form.visible_to.choices = partner_ministries(session, ministry_id)
    for row in form.preconditions:
        row.form.need.choices = {"": _("Not stated")} | _choices(_list(words, "NEED"))
        row.form.need.label.text = _condition(words, row.form.key.data or "")
    return form


def _choose_from_taxonomy(form: PracticeForm, words: Taxonomy, draft: PracticeDraft) -> None:
    themes = _themes(words) | _retired_themes(words, draft)
    form.themes.choices = themes
    flat = {code: label for group in themes.values() for code, label in group.items()}
    form.main_theme.choices = {"": _("The first one chosen"), **flat}
    form.targets.choices = _choices(_list(words, "TARGET")) | _retired(words, TermList.TARGET, draft.targets)
    form.age_band.choices = _choices(_list(words, "AGE_BAND"))
    form.status.choices = {"": _("Choose")} | _choices(_list(words, "STATUS"))
    form.channels.choices = _choices(_list(words, "CHANNEL")) | _retired(words, TermList.CHANNEL, draft.channels)
    form.offers.choices = _choices(_list(words, "OFFER"))
    form.evidence_claim.choices = {"": _("No claim")} | _choices(_list(words, "EVIDENCE"))


def _themes(words: Taxonomy) -> dict[str, Any]:
    """Each wide theme as a group of itself and its narrower ones."""
    language = _language()
    groups: dict[str, Any] = {}
    for wide in words.main_themes:
        label = wide.label(language)
        groups[label] = {wide.code: _("%(theme)s, in general", theme=label)} | _choices(words.themes_under(wide.code))
    return groups


def _retired_themes(words: Taxonomy, draft: PracticeDraft) -> dict[str, Any]:
    """Themes of the draft that were retired since: they stay until the author chooses, beside what stands for them."""
    found = _retired(words, TermList.THEME, draft.themes)
    return {_("No longer in use"): found} if found else {}


def _retired(words: Taxonomy, kind: TermList, codes: Iterable[str]) -> Choices:
    return {term.code: _retired_label(words, term) for term in words.retired(kind, codes)}


def _retired_label(words: Taxonomy, term: TermView) -> str:
    successor = words.label(term.kind, term.code, _language())
    return str(_("%(old)s: no longer in use, choose “%(new)s”", old=term.label(_language()), new=successor))


def _condition(words: Taxonomy, code: str) -> str:
    old = words.retired(TermList.PRECONDITION, (code,))
    return _retired_label(words, old[0]) if old else words.label(TermList.PRECONDITION, code, _language())


def partner_ministries(session: Session, own: UUID | None) -> Choices:
    """Every other ministry, to be named as a reader."""
    language = _language()
    return {
        str(one.id): _(
            "%(country)s: %(ministry)s", country=one.country_name(language), ministry=one.short_name(language)
        )
        for one in ministries(session)
        if one.id != own
    }


def _list(words: Taxonomy, name: str) -> tuple[TermView, ...]:
    return words.list_of(TermList[name])


def _choices(terms: tuple[TermView, ...]) -> Choices:
    language = _language()
    return {term.code: term.label(language) for term in terms}


def _language() -> str:
    return current_reader().language.value
