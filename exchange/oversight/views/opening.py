"""Break-glass: look into a ministry's own things for an hour, with a reason that the ministry reads."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts.queries import MinistryView, managed_ministries
from exchange.accounts.service import opening as service
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.oversight.forms import OpenForm
from exchange.oversight.queries import kept_by
from exchange.oversight.views.blueprint import bp, now
from exchange.web.access import fresh, platform_administrator
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import page_language


@bp.get("/admin/opening")
@fresh
@platform_administrator
def opening() -> str:
    """Which ministry, and why; what is open just now."""
    return _page(OpenForm())


@bp.post("/admin/opening")
@fresh
@platform_administrator
def open_ministry() -> tuple[str, int] | Response:
    """Open it for an hour; its administrators hear of it in the same moment."""
    form = OpenForm()
    form.ministry.choices = [(one.slug, one.slug) for one in _ministries()]
    if not (form.validate_on_submit() and _is_open(form)):
        return _page(form), 422
    flash(_("You may read what this ministry keeps to itself for an hour. Its administrators have been told."))
    return redirect(url_for(".opened", slug=form.ministry.data), code=303)


@bp.get("/admin/opening/<slug>")
@fresh
@platform_administrator
def opened(slug: str) -> str:
    """What the ministry keeps to itself, while it is open."""
    ministry = _opened(slug)
    kept = kept_by(reading(), ministry.id, language=page_language().value)
    return render_template("oversight/opened.html", ministry=ministry, kept=kept)


@bp.post("/admin/opening/<slug>/close")
@fresh
@platform_administrator
def close_ministry(slug: str) -> Response:
    """End it before the hour is over."""
    ministry = _opened(slug)
    with transaction() as session:
        service.close_ministry(session, actor=current_actor(), ministry_id=ministry.id, now=now())
    flash(_("You look no more into this ministry."))
    return redirect(url_for(".opening"), code=303)


def _is_open(form: OpenForm) -> bool:
    ministry = next(one for one in _ministries() if one.slug == form.ministry.data)
    try:
        with transaction() as session:
            service.open_ministry(
                session, actor=current_actor(), ministry_id=ministry.id, reason=form.reason.data or "", now=now()
            )
    except InvalidError as error:
        add_faults(form, error)
        return False
    return True


def _ministries() -> tuple[MinistryView, ...]:
    return managed_ministries(reading(), current_actor())


def _opened(slug: str) -> MinistryView:
    found = [one for one in _ministries() if one.slug == slug and one.id in current_actor().opened]
    if not found:
        raise NotFoundError
    return found[0]


def _page(form: OpenForm) -> str:
    language, ministries = page_language().value, _ministries()
    form.ministry.choices = [(one.slug, one.short_name(language)) for one in ministries]
    open_now = [one for one in ministries if one.id in current_actor().opened]
    return render_template("oversight/opening.html", form=form, open_now=open_now)
