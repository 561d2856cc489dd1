"""A figure with what it counts, in the reader's words where the unit is a common one, as it was written elsewhere."""

import re
from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.kernel.when import number_text
from exchange.web.reader import current_reader

Said = Callable[[int, str], str]
_FRACTION = 2  # the form that goes with 2.5, where a language has one of its own
_PROVINCES = re.compile(r"provinces of (\d+)")
_SAID: dict[str, Said] = {
    "answers": lambda n, number: ngettext("%(number)s answer", "%(number)s answers", n, number=number),
    "applications": lambda n, number: ngettext("%(number)s application", "%(number)s applications", n, number=number),
    "cases": lambda n, number: ngettext("%(number)s case", "%(number)s cases", n, number=number),
    "centres": lambda n, number: ngettext("%(number)s centre", "%(number)s centres", n, number=number),
    "children": lambda n, number: ngettext("%(number)s child", "%(number)s children", n, number=number),
    "countries": lambda n, number: ngettext("%(number)s country", "%(number)s countries", n, number=number),
    "days": lambda n, number: ngettext("%(number)s day", "%(number)s days", n, number=number),
    "documents": lambda n, number: ngettext("%(number)s document", "%(number)s documents", n, number=number),
    "enquiries": lambda n, number: ngettext("%(number)s enquiry", "%(number)s enquiries", n, number=number),
    "families": lambda n, number: ngettext("%(number)s family", "%(number)s families", n, number=number),
    "households": lambda n, number: ngettext("%(number)s household", "%(number)s households", n, number=number),
    "institutions": lambda n, number: ngettext("%(number)s institution", "%(number)s institutions", n, number=number),
    "minutes": lambda n, number: ngettext("%(number)s minute", "%(number)s minutes", n, number=number),
    "offices": lambda n, number: ngettext("%(number)s office", "%(number)s offices", n, number=number),
    "percent": lambda _n, number: _("%(number)s percent", number=number),
    "persons": lambda n, number: ngettext("%(number)s person", "%(number)s persons", n, number=number),
    "points": lambda n, number: ngettext("%(number)s point", "%(number)s points", n, number=number),
    "referrals": lambda n, number: ngettext("%(number)s referral", "%(number)s referrals", n, number=number),
    "registrations": lambda n, number: ngettext(
        "%(number)s registration", "%(number)s registrations", n, number=number
    ),
    "services": lambda n, number: ngettext("%(number)s service", "%(number)s services", n, number=number),
    "uses": lambda n, number: ngettext("%(number)s use", "%(number)s uses", n, number=number),
    "visits": lambda n, number: ngettext("%(number)s visit", "%(number)s visits", n, number=number),
}
_SAME = {"%": "percent", "people": "persons"}


def with_unit(value: float, unit: str) -> str:
    """The number in the reader's way, with its unit."""
    number = number_text(value, current_reader().language.value)
    said = _SAID.get(_SAME.get(unit, unit))
    if said:
        return str(said(int(value) if value == int(value) else _FRACTION, number))
    provinces = _PROVINCES.fullmatch(unit)
    if provinces:
        return str(_("%(number)s of %(whole)s provinces", number=number, whole=provinces[1]))
    return str(_("%(value)s %(unit)s", value=number, unit=unit)) if unit else number
