"""Follow an invitation's link: make the account, or take the roles into the one that is signed in."""

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts import login, queries
from exchange.accounts.forms import InvitationForm
from exchange.accounts.models import Invitation, Means, Person
from exchange.accounts.service import invitations
from exchange.accounts.service.invitations import Joining
from exchange.accounts.service.password_rules import SHORTEST
from exchange.accounts.views.blueprint import bp, now
from exchange.accounts.views.entering import enter
from exchange.accounts.views.next_page import HOME
from exchange.kernel.actor import Role
from exchange.kernel.errors import InvalidError
from exchange.web.access import public
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import page_language


@bp.get("/invitation/<token>")
@public
def invitation(token: str) -> str:
    """Who invites to what, and the form that it needs."""
    found = invitations.open_invitation(reading(), token=token, now=now())
    return _page(InvitationForm(language=page_language().value), token, found)


@bp.post("/invitation/<token>")
@public
def accept_invitation(token: str) -> tuple[str, int] | Response:
    """Join, by a new account or by the one that is signed in."""
    if current_actor().is_signed_in:
        return _join(token)
    form = InvitationForm()
    try:
        if form.validate_on_submit():
            return _accept(token, form)
    except InvalidError as error:
        add_faults(form, error)
    return _page(form, token, invitations.open_invitation(reading(), token=token, now=now())), 422


def _accept(token: str, form: InvitationForm) -> Response:
    joining = Joining(form.post.data or "", form.language.data, form.password.data or "")
    with transaction() as session:
        person = invitations.accept_invitation(session, token=token, joining=joining, now=now())
    response = enter(person, Means.PASSWORD, HOME)
    flash(_("Welcome. Your account is ready."))
    return response


def _join(token: str) -> Response:
    with transaction() as session:
        invitations.join_with_account(session, actor=current_actor(), token=token, now=now())
        person = session.get_one(Person, current_actor().person_id)
    response = enter(person, login.current_person().means, HOME)
    flash(_("Your account has the new roles."))
    return response


def _page(form: InvitationForm, token: str, found: Invitation) -> str:
    session = reading()
    account_id = invitations.account_for(session, found)
    return render_template(
        "accounts/invitation.html",
        form=form,
        token=token,
        email=found.email,
        expires_at=found.expires_at,
        roles=[Role(value) for value in found.roles],
        ministry=queries.ministry(session, found.ministry_id) if found.ministry_id else None,
        has_account=account_id is not None,
        is_own=account_id is not None and account_id == current_actor().person_id,
        shortest=SHORTEST,
    )
