"""One's own ways to sign in: codes of an app, passkeys, recovery codes, the devices that are signed in."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.accounts import login
from exchange.accounts.forms import EnrolForm, PasskeyForm
from exchange.accounts.queries import own_proofs
from exchange.accounts.service import passkeys, second_factors, sessions
from exchange.accounts.views.blueprint import bp, now, vault
from exchange.accounts.views.challenges import passkey_creation, site
from exchange.accounts.views.codes import keep_codes
from exchange.accounts.views.second_factor import enrol_page, opened_secret
from exchange.kernel.errors import InvalidError
from exchange.web.access import fresh, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults

Answer = str | Response | tuple[str, int]


@bp.get("/settings/security")
@signed_in
def security() -> str:
    """What opens this account, and where it is open."""
    person = login.current_person()
    proofs = own_proofs(reading(), person_id=person.person.id, now=now())
    return render_template("accounts/security.html", proofs=proofs, own=person.session_id, has_keys=site().has_passkeys)


@bp.get("/settings/security/app")
@fresh
@signed_in
def add_app() -> str:
    """Set up the codes of an app."""
    return enrol_page(EnrolForm(sealed=vault().seal(second_factors.new_secret())), is_signed_in=True)


@bp.post("/settings/security/app")
@fresh
@signed_in
def save_app() -> Answer:
    """Keep the app once its first code is right; the recovery codes are shown once."""
    form = EnrolForm()
    codes = _added(form)
    if codes is None:
        return enrol_page(form, is_signed_in=True), 422
    keep_codes(codes, url_for(".security"))
    return redirect(url_for(".recovery_codes"), code=303)


@bp.post("/settings/security/app/remove")
@fresh
@signed_in
def remove_app() -> Response:
    """Forget the app."""
    with transaction() as session:
        second_factors.remove_time_code(session, actor=current_actor(), now=now())
        _end_others(session)
    flash(_("The codes of the app count no more."))
    return redirect(url_for(".security"), code=303)


@bp.post("/settings/security/codes")
@fresh
@signed_in
def renew_codes() -> Response:
    """New recovery codes; the old ones count no more."""
    with transaction() as session:
        codes = second_factors.renew_recovery_codes(session, actor=current_actor(), now=now())
        _end_others(session)
    keep_codes(codes, url_for(".security"))
    return redirect(url_for(".recovery_codes"), code=303)


@bp.get("/settings/security/passkey")
@fresh
@signed_in
def add_passkey() -> str:
    """Ask the device for a new passkey."""
    return _passkey_page(PasskeyForm())


@bp.post("/settings/security/passkey")
@fresh
@signed_in
def save_passkey() -> Answer:
    """Keep it."""
    form = PasskeyForm()
    if not (form.validate_on_submit() and _is_kept(form)):
        return _passkey_page(form), 422
    flash(_("The passkey is saved. You can sign in with it from now on."))
    return redirect(url_for(".security"), code=303)


@bp.post("/settings/security/passkeys/<uuid:passkey_id>/remove")
@fresh
@signed_in
def remove_passkey(passkey_id: UUID) -> Response:
    """Forget one."""
    with transaction() as session:
        passkeys.remove_passkey(session, actor=current_actor(), passkey_id=passkey_id, now=now())
        _end_others(session)
    flash(_("The passkey counts no more."))
    return redirect(url_for(".security"), code=303)


@bp.post("/settings/security/sessions/<uuid:session_id>/end")
@fresh
@signed_in
def end_session(session_id: UUID) -> Response:
    """Sign out another device of one's own."""
    with transaction() as session:
        sessions.end_one(session, actor=current_actor(), session_id=session_id, now=now())
    flash(_("That device is signed out."))
    return redirect(url_for(".security"), code=303)


@bp.post("/settings/security/sessions/end")
@fresh
@signed_in
def end_other_sessions() -> Response:
    """Sign out every other device."""
    with transaction() as session:
        sessions.end_others(session, actor=current_actor(), visit=login.visit(), now=now())
    flash(_("All other devices are signed out."))
    return redirect(url_for(".security"), code=303)


def _end_others(session: Session) -> None:
    """Whoever changes what opens the account is alone in it afterwards (trust.md I18)."""
    if sessions.end_others(session, actor=current_actor(), visit=login.visit(), now=now()):
        flash(_("All other devices are signed out."))


def _added(form: EnrolForm) -> tuple[str, ...] | None:
    secret = opened_secret(form)
    if not (form.validate_on_submit() and secret):
        return None
    try:
        with transaction() as session:
            codes = second_factors.add_time_code(
                session,
                person_id=login.current_person().person.id,
                secret=secret,
                code=form.code.data or "",
                vault=vault(),
                now=now(),
            )
            _end_others(session)
            return codes
    except InvalidError as error:
        add_faults(form, error)
        return None


def _is_kept(form: PasskeyForm) -> bool:
    try:
        with transaction() as session:
            passkeys.add_passkey(
                session,
                actor=current_actor(),
                site=site(),
                challenge=login.take_challenge(request.form.get("credential", "")),
                answer=request.form.get("credential", ""),
                name=form.name.data or "",
                now=now(),
            )
            _end_others(session)
    except InvalidError as error:
        add_faults(form, error)
        return False
    return True


def _passkey_page(form: PasskeyForm) -> str:
    options = passkey_creation(login.current_person().person.id)
    return render_template("accounts/passkey.html", form=form, options=options)
