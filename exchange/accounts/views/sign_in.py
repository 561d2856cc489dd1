"""Sign in, sign out, what to do when it does not work."""

from itertools import groupby
from uuid import UUID

from flask import current_app, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts import login
from exchange.accounts.forms import SignInForm
from exchange.accounts.models import Means, Person
from exchange.accounts.queries import MinistryView, SampleAccount, sample_accounts
from exchange.accounts.service import sessions, signing_in
from exchange.accounts.service.signing_in import Pause
from exchange.accounts.views.blueprint import bp, now
from exchange.accounts.views.challenges import passkey_request
from exchange.accounts.views.entering import arrive, enter, open_for
from exchange.accounts.views.known_browser import known_browser
from exchange.accounts.views.next_page import HOME, next_page
from exchange.accounts.views.noting import End, note_attempt
from exchange.accounts.views.pauses import pause_text
from exchange.accounts.views.single_sign_on import providers
from exchange.kernel.errors import NotFoundError
from exchange.web.access import demonstration_only, public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction

SampleGroup = tuple[MinistryView | None, tuple[SampleAccount, ...]]


@bp.get("/sign-in")
@public
def sign_in() -> str | Response:
    """The page; who is signed in already goes on."""
    wanted = next_page(request.args.get("next"))
    if current_actor().is_signed_in:
        return redirect(wanted, code=303)
    return _page(SignInForm(next=wanted))


@bp.post("/sign-in")
@public
def sign_in_now() -> tuple[str, int] | Response:
    """Check the password and open a session."""
    form = SignInForm()
    person = _person_of(form) if form.validate_on_submit() else None
    if person is None:
        return _page(form), 422
    return enter(person, Means.PASSWORD, form.next.data)


@bp.post("/sign-in/as/<uuid:person_id>")
@demonstration_only
def enter_as(person_id: UUID) -> Response:
    """Become one of the demonstration's accounts by one click."""
    with transaction() as session:
        person = signing_in.sample(session, person_id=person_id)
        visit = open_for(session, person, Means.SAMPLE)
    return arrive(person, visit, request.form.get("next"))


@bp.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this session."""
    with transaction() as session:
        sessions.sign_out(session, actor=current_actor(), visit=login.visit(), now=now())
    login.end()
    response = redirect(HOME, code=303)
    response.headers["Clear-Site-Data"] = '"storage"'  # drafts that the browser kept (ASVS 14.3.1); caches hold nothing
    return response


@bp.get("/sign-in/help")
@public
def sign_in_help() -> str:
    """Whom to ask."""
    return render_template("accounts/sign-in-help.html")


def _person_of(form: SignInForm) -> Person | None:
    """The person whose password it is. One answer for every wrong pair, after the same work (trust.md I17)."""
    email, password = form.email.data or "", form.password.data or ""
    with transaction() as session:
        attempt = signing_in.begin_attempt(session, email=email, known_browser=known_browser(email), now=now())
    if isinstance(attempt, Pause):
        note_attempt("password", End.PAUSED)
        form.password.errors = [pause_text(attempt)]
        return None
    is_right = signing_in.is_right(attempt, password)
    note_attempt("password", End.RIGHT if is_right else End.WRONG, attempt.person_id)
    if not is_right:
        form.password.errors = [_wrong_text()]
        return None
    try:
        with transaction() as session:
            return signing_in.finish_attempt(session, attempt=attempt, password=password)
    except NotFoundError:
        form.password.errors = [_wrong_text()]
        return None


def _wrong_text() -> str:
    return str(_("The address and the password do not belong together. Check both."))


def _refusals() -> dict[str, str]:
    """What is said after another way to sign in has led back here."""
    return {
        "passkey": _("This passkey is not known here. Sign in another way, then add it in your settings."),
        "provider": _("Your ministry’s sign-in service did not answer as expected. Try again, or use your password."),
    }


def _page(form: SignInForm) -> str:
    return render_template(
        "accounts/sign-in.html",
        form=form,
        samples=_samples(),
        passkey=passkey_request(),
        has_providers=bool(providers()),
        refused=_refusals().get(request.args.get("refused", ""), ""),
    )


def _samples() -> list[SampleGroup]:
    if not current_app.config["EXCHANGE"].is_demo:
        return []
    accounts = sample_accounts(reading())
    found = groupby(accounts, key=lambda account: account.ministry)
    return [(ministry, tuple(group)) for ministry, group in found]
