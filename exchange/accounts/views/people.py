"""The people of a ministry, for its administrator: invite, roles, close an account."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts import queries
from exchange.accounts.forms import InviteForm, RolesForm
from exchange.accounts.queries import ManagedPerson, MinistryView
from exchange.accounts.service import invitations, ministries
from exchange.accounts.service import people as service
from exchange.accounts.views.blueprint import bp, now
from exchange.kernel.actor import Role
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.web.access import fresh, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults

_LINK = "invitation_link"  # shown once on the next page, then gone


@bp.get("/admin/people")
@fresh
@signed_in
def people() -> str:
    """Accounts and open invitations of one ministry."""
    return _list_page(_ministry(), InviteForm())


@bp.post("/admin/people")
@fresh
@signed_in
def invite() -> tuple[str, int] | Response:
    """Make an invitation; its link is shown once on the page that follows."""
    ministry, form = _ministry(), InviteForm()
    if not (form.validate_on_submit() and _is_invited(form, ministry)):
        return _list_page(ministry, form), 422
    return redirect(url_for(".people", ministry=ministry.slug, _anchor="link"), code=303)


@bp.get("/admin/people/<uuid:person_id>")
@fresh
@signed_in
def person(person_id: UUID) -> str:
    """One account with its roles in the ministry."""
    ministry = _ministry()
    shown = queries.managed_person(reading(), current_actor(), person_id, ministry.id)
    return _person_page(ministry, shown, RolesForm(roles=[role.value for role in shown.roles]))


@bp.post("/admin/people/<uuid:person_id>")
@fresh
@signed_in
def change_roles(person_id: UUID) -> tuple[str, int] | Response:
    """Let the person hold exactly the ticked roles."""
    ministry, form = _ministry(), RolesForm()
    if not form.validate_on_submit():
        shown = queries.managed_person(reading(), current_actor(), person_id, ministry.id)
        return _person_page(ministry, shown, form), 422
    with transaction() as session:
        service.change_roles(
            session, actor=current_actor(), person_id=person_id, ministry_id=ministry.id, roles=form.chosen(), now=now()
        )
    flash(_("The roles are changed. They count from the next page on."))
    return redirect(url_for(".people", ministry=ministry.slug), code=303)


@bp.post("/admin/people/<uuid:person_id>/disable")
@fresh
@signed_in
def disable(person_id: UUID) -> Response:
    """Close the account."""
    with transaction() as session:
        service.disable_person(session, actor=current_actor(), person_id=person_id, now=now())
    flash(_("The account is closed. Its sessions have ended."))
    return redirect(url_for(".people", ministry=_ministry().slug), code=303)


@bp.post("/admin/second-factor")
@fresh
@signed_in
def require_second_factor() -> Response:
    """Ask a second factor of everybody in the ministry, or of its administrators only."""
    ministry, is_required = _ministry(), request.form.get("required") == "yes"
    with transaction() as session:
        ministries.require_second_factor(
            session, actor=current_actor(), ministry_id=ministry.id, is_required=is_required, now=now()
        )
    flash(_("The rule counts from the next page on. Who is signed in with a password alone signs in again."))
    return redirect(url_for(".people", ministry=ministry.slug), code=303)


def _is_invited(form: InviteForm, ministry: MinistryView) -> bool:
    try:
        with transaction() as session:
            token = invitations.invite(
                session,
                actor=current_actor(),
                email=form.email.data or "",
                ministry_id=ministry.id,
                roles=form.chosen(),
                now=now(),
            )
    except InvalidError as error:
        add_faults(form, error)
        return False
    cookie[_LINK] = current_app.config["EXCHANGE"].public_url.rstrip("/") + url_for(".invitation", token=token)
    return True


def _ministry() -> MinistryView:
    """The one that the address names, else the first that the actor may manage; 404 for everybody else."""
    managed = queries.managed_ministries(reading(), current_actor())
    wanted = request.args.get("ministry")
    found = [ministry for ministry in managed if wanted in (None, ministry.slug)]
    if not found:
        raise NotFoundError
    return found[0]


def _list_page(ministry: MinistryView, form: InviteForm) -> str:
    actor, session = current_actor(), reading()
    return render_template(
        "accounts/people.html",
        form=form,
        ministry=ministry,
        ministries=queries.managed_ministries(session, actor),
        people=queries.managed_people(session, actor, ministry.id),
        invitations=queries.open_invitations(session, actor, ministry.id, now()),
        link=cookie.pop(_LINK, ""),
        is_required=bool(queries.requiring_ministries(session, [ministry.id])),
        may_require=actor.holds(Role.ADMINISTRATOR, ministry.id),
    )


def _person_page(ministry: MinistryView, shown: ManagedPerson, form: RolesForm) -> str:
    return render_template("accounts/person.html", ministry=ministry, person=shown, form=form)
