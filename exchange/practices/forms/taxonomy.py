"""Words of one term of the taxonomy."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from exchange.practices.forms.fields import Form, line


class TermForm(Form):
    """Labels in four languages, each with whether a native official confirmed it."""

    az = line("Azərbaycan dili", longest=120)
    az_reviewed = BooleanField(_l("Confirmed by an official who speaks the language"))
    tr = line("Türkçe", longest=120)
    tr_reviewed = BooleanField(_l("Confirmed by an official who speaks the language"))
    en = line("English", longest=120)
    en_reviewed = BooleanField(_l("Confirmed by an official who speaks the language"))
    ru = line("Русский", longest=120)
    ru_reviewed = BooleanField(_l("Confirmed by an official who speaks the language"))


class RetireForm(Form):
    """Which term stands for it."""

    into = SelectField(_l("Stands for it from now on"), validate_choice=False)
