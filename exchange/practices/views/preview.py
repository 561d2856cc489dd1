"""What partners will see, while it is written: a part of the editor's page, rendered by the server."""

from flask import render_template, request
from flask_babel import gettext as _

from exchange.kernel.errors import InvalidError, RefusedError
from exchange.practices import policies
from exchange.practices.forms import SectionsForm, draft_from, typed_sections
from exchange.practices.models import Section
from exchange.practices.views.blueprint import bp
from exchange.practices.views.editor import aside_of
from exchange.practices.views.opened import open_nothing
from exchange.text.rendering import render_markdown
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.errors import said
from exchange.web.shell import current_account


@bp.post("/preview")
@signed_in
def preview() -> str:
    """One running text (`part` is its key) as readers will see it, or everything beside the form."""
    account, actor = current_account(), current_actor()
    if account is None or not policies.can_create(actor, actor.ministry_id):
        raise RefusedError(_("Only publishers write practices. Ask your ministry’s administrator for the role."))
    part = request.args.get("part", "")
    if part in set(Section):
        return _section(Section(part))
    opened = open_nothing(account.country)
    draft = draft_from(opened.form(), opened.saved)
    return render_template("practices/_aside.html", aside=aside_of(draft, account.country))


def _section(key: Section) -> str:
    text = typed_sections(SectionsForm()).get(key, "")
    try:
        html, fault = render_markdown([text])[0], ""
    except InvalidError as error:
        html, fault = "", said(error.message)
    return render_template(
        "practices/_preview.html", key=key.value, html=html, fault=fault, lang=request.form.get("lang", "")
    )
