"""A forgotten password: ask for a letter, follow its link."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts.forms import ForgottenForm, NewPasswordForm
from exchange.accounts.reset_links import reset_id_of
from exchange.accounts.service import resets
from exchange.accounts.service.password_rules import SHORTEST
from exchange.accounts.views.blueprint import bp, now
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.web.access import public
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults

Answer = str | Response | tuple[str, int]


@bp.get("/password/forgotten")
@public
def forgotten() -> str:
    """Ask for the address."""
    return render_template("accounts/forgotten.html", form=ForgottenForm())


@bp.post("/password/forgotten")
@public
def ask_for_link() -> Answer:
    """The same answer for every address."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgotten.html", form=form), 422
    with transaction() as session:
        resets.ask_for_link(session, email=form.email.data or "", now=now())
    return redirect(url_for(".link_on_its_way"), code=303)


@bp.get("/password/on-its-way")
@public
def link_on_its_way() -> str:
    """What happens next, whoever asked."""
    return render_template("accounts/on-its-way.html")


@bp.get("/password/reset/<token>")
@public
def new_password(token: str) -> str:
    """The form behind the link of the letter."""
    resets.open_reset(reading(), reset_id=_known(token), now=now())
    return _page(NewPasswordForm())


@bp.post("/password/reset/<token>")
@public
def set_password(token: str) -> Answer:
    """Set it; the person signs in with it, and with the second factor where there is one."""
    form = NewPasswordForm()
    reset_id = _known(token)
    resets.open_reset(reading(), reset_id=reset_id, now=now())
    if not (form.validate_on_submit() and _is_set(reset_id, form)):
        return _page(form), 422
    flash(_("Your password is changed. All devices are signed out; sign in with the new password."))
    return redirect(url_for(".sign_in"), code=303)


def _is_set(reset_id: UUID, form: NewPasswordForm) -> bool:
    try:
        with transaction() as session:
            resets.set_password(session, reset_id=reset_id, new=form.password.data or "", now=now())
    except InvalidError as error:
        add_faults(form, error)
        return False
    return True


def _known(token: str) -> UUID:
    reset_id = reset_id_of(token, str(current_app.secret_key))
    if reset_id is None:
        raise NotFoundError
    return reset_id


def _page(form: NewPasswordForm) -> str:
    return render_template("accounts/new-password.html", form=form, shortest=SHORTEST)
