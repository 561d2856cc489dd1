"""Names of public holidays, for readers whose language the library of holidays does not speak.

It names a country's days in that country's language and in English, so an official in Ankara read of Baku's days in
English. The texts are the library's, to the letter.
"""

from exchange.kernel.catalogues import tongue
from exchange.kernel.messages import N_

_NAMES = frozenset(
    {
        # Azerbaijan
        N_("Armed Forces Day"),
        N_("Day off"),
        N_("Eid al-Adha"),
        N_("Eid al-Fitr"),
        N_("Independence Day"),
        N_("International Azerbaijanis Solidarity Day"),
        N_("Martyrs' Day"),
        N_("Municipal elections"),
        N_("National Flag Day"),
        N_("National Liberation Day"),
        N_("New Year's Day"),
        N_("Presidential elections"),
        N_("Spring Festival"),
        N_("Victory Day"),
        N_("Victory over Fascism Day"),
        N_("Women's Day"),
        # Türkiye
        N_("Commemoration of Atatürk, Youth and Sports Day"),
        N_("Democracy and National Unity Day"),
        N_("Labor and Solidarity Day"),
        N_("National Sovereignty and Children's Day"),
        N_("Republic Day"),
        # Kazakhstan
        N_("Capital Day"),
        N_("Constitution Day"),
        N_("Defender of the Fatherland Day"),
        N_("International Women's Day"),
        N_("Kazakhstan's People Solidarity Holiday"),
        N_("Nowruz Holiday"),
        N_("Orthodox Christmas"),
        # several countries
        N_("Christmas Day"),
        N_("Easter Monday"),
        N_("Easter Sunday"),
        N_("Labor Day"),
        N_("May Day"),
    }
)
# As holidays 0.109 writes them; to be removed when it writes them right.
_MISSPELT = {
    "Ramazan bayrami": "Ramazan bayramı",
    "Qurban bayrami": "Qurban bayramı",
    "Prezidenti seçkiləri": "Prezident seçkiləri",
}


def named(name: str, language: str) -> str:
    """The name in the reader's language; one that is not known here stays as it is."""
    return tongue(language).gettext(name) if name in _NAMES else _MISSPELT.get(name, name)
