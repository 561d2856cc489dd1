"""The person's own settings: language, clock, appearance, password."""

from functools import cache
from zoneinfo import available_timezones

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # types-wtforms is behind wtforms 3.3

from exchange.accounts import login
from exchange.accounts.forms import PasswordForm, ProfileForm
from exchange.accounts.service import own_account
from exchange.accounts.service.own_account import Profile
from exchange.accounts.service.password_rules import SHORTEST
from exchange.accounts.views.blueprint import bp, now
from exchange.accounts.views.entering import open_for
from exchange.kernel.errors import InvalidError
from exchange.kernel.languages import Language, sort_key
from exchange.kernel.when import city_of
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.cookies import THEME, own_name
from exchange.web.db import transaction
from exchange.web.forms import add_faults
from exchange.web.reader import page_language

_REGIONS = ("Europe", "Asia", "Africa", "America", "Atlantic", "Indian", "Pacific", "Australia")


@bp.get("/settings/")
@signed_in
def settings() -> Response:
    """The first of the settings."""
    return redirect(url_for(".profile"), code=303)


@bp.get("/settings/profile")
@signed_in
def profile() -> str:
    """Language, clock, appearance, and the post as others see it."""
    person = login.current_person()
    form = ProfileForm(language=person.person.language, zone=person.own_zone or "", theme=person.theme or "")
    return _profile_page(form)


@bp.post("/settings/profile")
@signed_in
def change_profile() -> tuple[str, int] | Response:
    """Keep the choices; the next page shows them."""
    form = ProfileForm()
    form.zone.choices = _zone_choices()
    if not form.validate_on_submit():
        return _profile_page(form), 422
    chosen = Profile(Language(form.language.data), form.zone.data or None, form.theme.data or None)
    with transaction() as session:
        own_account.update_profile(session, actor=current_actor(), profile=chosen, now=now())
    login.forget_choice_of_language()
    flash(_("Your settings are saved."))
    response = redirect(url_for(".profile"), code=303)
    response.delete_cookie(
        own_name(THEME), secure=current_app.config["EXCHANGE"].is_secure
    )  # the account's choice counts on every machine
    return response


@bp.get("/settings/password")
@signed_in
def password() -> str:
    """The form for a new password."""
    return _password_page(PasswordForm())


@bp.post("/settings/password")
@signed_in
def change_password() -> tuple[str, int] | Response:
    """Set it; every other session ends, this one goes on under a new number."""
    form = PasswordForm()
    if not (form.validate_on_submit() and _is_changed(form)):
        return _password_page(form), 422
    flash(_("Your password is changed. All other devices are signed out."))
    return redirect(url_for(".password"), code=303)


def _is_changed(form: PasswordForm) -> bool:
    try:
        with transaction() as session:
            person = own_account.change_password(
                session, actor=current_actor(), current=form.current.data or "", new=form.password.data or "", now=now()
            )
            visit = open_for(session, person, login.current_person().means)
    except InvalidError as error:
        add_faults(form, error)
        return False
    login.begin(visit)
    return True


def _profile_page(form: ProfileForm) -> str:
    form.zone.choices = _zone_choices()
    return render_template("accounts/profile.html", form=form, person=login.current_person())


def _password_page(form: PasswordForm) -> str:
    return render_template("accounts/password.html", form=form, shortest=SHORTEST)


def _zone_choices() -> list[SelectChoice]:
    ministry = login.current_person().ministry
    own = _("As my ministry: %(city)s", city=ministry.place(page_language()).city) if ministry else _("Baku")
    return [SelectChoice("", own)] + [SelectChoice(zone, city) for zone, city in _cities(page_language())]


@cache
def _cities(language: Language) -> list[tuple[str, str]]:
    """Every zone by its city, in the order of the language's alphabet."""
    zones = (zone for zone in available_timezones() if zone.partition("/")[0] in _REGIONS)
    named = {city_of(zone, language): zone for zone in sorted(zones)}
    return [(zone, city) for city, zone in sorted(named.items(), key=lambda pair: sort_key(pair[0], language))]
