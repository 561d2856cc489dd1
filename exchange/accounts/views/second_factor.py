"""The second factor at sign-in: a code or a passkey; and setting one up for those who need it and have none."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from exchange.accounts import login
from exchange.accounts.forms import CodeForm, EnrolForm
from exchange.accounts.login import Waiting
from exchange.accounts.models import Means, Person
from exchange.accounts.queries import own_proofs
from exchange.accounts.service import passkeys, second_factors
from exchange.accounts.views.blueprint import bp, now, vault
from exchange.accounts.views.challenges import passkey_request, site
from exchange.accounts.views.codes import keep_codes
from exchange.accounts.views.entering import arrive, enter, open_for
from exchange.accounts.views.next_page import next_page
from exchange.accounts.views.noting import End, note_attempt
from exchange.accounts.views.pauses import pause_text
from exchange.accounts.views.qr import qr_code
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.web.access import public
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults

_ENROL_SECONDS = 900
Answer = str | Response | tuple[str, int]


@bp.get("/sign-in/second-factor")
@public
def second_factor() -> Answer:
    """The page; without a right password before, the way back to it."""
    waits = login.waiting()
    return _code_page(waits, CodeForm()) if waits else _to_start()


@bp.post("/sign-in/second-factor")
@public
def check_second_factor() -> Answer:
    """Check the code and open the session."""
    waits, form = login.waiting(), CodeForm()
    if waits is None:
        return _to_start()
    if not (form.validate_on_submit() and _is_right(waits, form)):
        return _code_page(waits, form), 422
    with transaction() as session:
        person = session.get_one(Person, waits.person_id)
        visit = open_for(session, person, second_means(waits.means))
    return arrive(person, visit, waits.wanted)


@bp.post("/sign-in/passkey")
@public
def check_passkey() -> Answer:
    """Sign in with a passkey alone: the device has asked for finger, face or PIN, so it is two factors."""
    try:
        with transaction() as session:
            person = passkeys.person_by_passkey(
                session,
                site=site(),
                challenge=login.take_challenge(request.form.get("credential", "")),
                answer=request.form.get("credential", ""),
                now=now(),
            )
    except NotFoundError:
        note_attempt("passkey", End.WRONG)
        return redirect(url_for(".sign_in", refused="passkey", next=next_page(request.form.get("next"))), code=303)
    note_attempt("passkey", End.RIGHT, person.id)
    return enter(person, Means.PASSKEY, request.form.get("next"))


@bp.get("/sign-in/enrol")
@public
def enrol() -> Answer:
    """Set up the codes of an app, when the account may not be used without."""
    waits = login.waiting()
    return enrol_page(EnrolForm(sealed=vault().seal(second_factors.new_secret()))) if waits else _to_start()


@bp.post("/sign-in/enrol")
@public
def finish_enrolling() -> Answer:
    """Keep the app, open the session, show the recovery codes once."""
    waits, form = login.waiting(), EnrolForm()
    if waits is None:
        return _to_start()
    codes = _enrolled(waits, form)
    if codes is None:
        return enrol_page(form), 422
    with transaction() as session:
        person = session.get_one(Person, waits.person_id)
        visit = open_for(session, person, second_means(waits.means))
    login.begin(visit)
    keep_codes(codes, waits.wanted)
    return redirect(url_for(".recovery_codes"), code=303)


def enrol_page(form: EnrolForm, *, is_signed_in: bool = False) -> str:
    """The square for the telephone, its letters, and the field for the first code."""
    secret = opened_secret(form)
    return render_template(
        "accounts/enrol.html",
        form=form,
        qr=qr_code(secret, login.address_of_enrolling()) if secret else Markup(),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        is_signed_in=is_signed_in,
    )


def opened_secret(form: EnrolForm) -> str:
    """The secret that this form carries sealed; empty when it is too old or was changed."""
    return vault().open(form.sealed.data or "", seconds=_ENROL_SECONDS) or ""


def _enrolled(waits: Waiting, form: EnrolForm) -> tuple[str, ...] | None:
    """New recovery codes when the app's first code is right. A password alone never adds a second app."""
    secret = opened_secret(form)
    if not (form.validate_on_submit() and secret):
        return None
    try:
        with transaction() as session:
            if second_factors.has_second_factor(session, waits.person_id):
                raise NotFoundError
            return second_factors.add_time_code(
                session, person_id=waits.person_id, secret=secret, code=form.code.data or "", vault=vault(), now=now()
            )
    except InvalidError as error:
        add_faults(form, error)
        return None


def _is_right(waits: Waiting, form: CodeForm) -> bool:
    said = code_fault(waits.person_id, form.code.data or "")
    if said:
        form.code.errors = [said]
    return not said


def code_fault(person_id: UUID, code: str) -> str:
    """Check a code; what is wrong with it, or nothing. A wrong one is counted, also when the page is left."""
    with transaction() as session:
        pause = second_factors.begin_code(session, person_id=person_id, now=now())
    if pause is not None:
        note_attempt("code", End.PAUSED, person_id)
        return pause_text(pause)
    with transaction() as session:
        is_right = second_factors.is_code(session, person_id=person_id, code=code, vault=vault(), now=now())
    note_attempt("code", End.RIGHT if is_right else End.WRONG, person_id)
    if is_right:
        return ""
    return str(_("This code is not right, or it has been used. Wait for the next one."))


def second_means(first: Means) -> Means:
    """What the session was opened with, once a second factor has followed."""
    return Means.PROVIDER_TWO_FACTORS if first is Means.PROVIDER else Means.TWO_FACTORS


def _code_page(waits: Waiting, form: CodeForm) -> str:
    proofs = own_proofs(reading(), person_id=waits.person_id, now=now())
    passkey = passkey_request(waits.person_id) if proofs.passkeys else ""
    return render_template(
        "accounts/second-factor.html", form=form, proofs=proofs, passkey=passkey, wanted=waits.wanted
    )


def _to_start() -> Response:
    return redirect(url_for(".sign_in"), code=303)
