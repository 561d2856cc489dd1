"""Show who you are once more: asked before acts that a stolen session must not do (trust.md I20)."""

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts import login
from exchange.accounts.forms import AgainForm
from exchange.accounts.models import Means
from exchange.accounts.queries import Proofs, own_proofs
from exchange.accounts.service import own_account, passkeys, sessions
from exchange.accounts.views.blueprint import bp, now
from exchange.accounts.views.challenges import passkey_request, site
from exchange.accounts.views.next_page import next_page
from exchange.accounts.views.second_factor import code_fault
from exchange.kernel.errors import NotFoundError
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction

Answer = str | Response | tuple[str, int]


@bp.get("/sign-in/again")
@signed_in
def again() -> str:
    """The strongest proof that the account has: a passkey, a code, else the password."""
    return _page(AgainForm(next=next_page(request.args.get("next"))))


@bp.post("/sign-in/again")
@signed_in
def prove_again() -> Answer:
    """Check it, and go on under a new number."""
    form = AgainForm()
    means = _shown(form)
    if means is None:
        return _page(form), 422
    with transaction() as session:
        visit = sessions.prove_again(session, actor=current_actor(), visit=login.visit(), means=means, now=now())
    login.begin(visit)
    return redirect(next_page(form.next.data), code=303)


def _shown(form: AgainForm) -> Means | None:
    """What was proved; None with a sentence beside its field."""
    proofs = _proofs()
    if form.credential.data:
        return _by_passkey(form)
    if proofs.has_second_factor:
        said = (
            code_fault(login.current_person().person.id, form.code.data or "")
            if form.code.data
            else _("Write the code.")
        )
        form.code.errors = [said] if said else []
        return None if said else Means.TWO_FACTORS
    said = own_account.password_fault(reading(), actor=current_actor(), password=form.password.data or "")
    form.password.errors = [_("This is not your password.")] if said else []
    return None if said else Means.PASSWORD


def _by_passkey(form: AgainForm) -> Means | None:
    try:
        with transaction() as session:
            person = passkeys.person_by_passkey(
                session,
                site=site(),
                challenge=login.take_challenge(form.credential.data or ""),
                answer=form.credential.data or "",
                now=now(),
            )
    except NotFoundError:
        person = None
    if person is not None and person.id == current_actor().person_id:
        return Means.PASSKEY
    form.form_errors.append(_("The passkey was not accepted. Try again, or use another way."))
    return None


def _proofs() -> Proofs:
    return own_proofs(reading(), person_id=login.current_person().person.id, now=now())


def _page(form: AgainForm) -> str:
    proofs = _proofs()
    passkey = passkey_request(login.current_person().person.id) if proofs.passkeys else ""
    return render_template("accounts/again.html", form=form, proofs=proofs, passkey=passkey)
