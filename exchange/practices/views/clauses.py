"""A query explained back: each part that is more than a plain word, as a chip that its link removes."""

from flask_babel import gettext as _

from exchange.kernel.countries import country_name
from exchange.kernel.languages import Language, upper
from exchange.kernel.messages import N_
from exchange.practices.views.asked import Asked
from exchange.search.query import Clause, Narrowing, ParsedQuery
from exchange.web.reader import current_reader

Chip = tuple[str, str, str]  # name, value, the address without it
_NARROWED = {
    Narrowing.BY: N_("By the ministry"),
    Narrowing.COUNTRY: N_("From the country"),
    Narrowing.AFTER: N_("Confirmed since"),
    Narrowing.BEFORE: N_("Confirmed before"),
}
_NOT_NARROWED = {
    Narrowing.BY: N_("Not by the ministry"),
    Narrowing.COUNTRY: N_("Not from the country"),
    Narrowing.AFTER: N_("Not confirmed since"),
    Narrowing.BEFORE: N_("Not confirmed before"),
}


def clause_chips(asked: Asked, parsed: ParsedQuery) -> list[Chip]:
    """The parts of the query in the order typed; nothing for plain words, which explain themselves."""
    if all(clause.typed == clause.text for clause in parsed.clauses):
        return []
    return [
        (_name(clause), _value(clause), asked.with_words(parsed.without(at)))
        for at, clause in enumerate(parsed.clauses)
    ]


def _name(clause: Clause) -> str:
    if clause.narrows:
        return str(_((_NOT_NARROWED if clause.is_excluded else _NARROWED)[clause.narrows]))
    if clause.in_title:
        return str(_("Not in the title") if clause.is_excluded else _("In the title"))
    if clause.is_excluded:
        return str(_("Without"))
    return str(_("Side by side") if clause.is_phrase else _("Word"))


def _value(clause: Clause) -> str:
    if clause.narrows is Narrowing.COUNTRY:
        return country_name(upper(clause.text, Language.EN), current_reader().language.value)
    return clause.text
