"""Does it still hold? One key confirms, another begins a change."""

from flask import render_template

from exchange.kernel.errors import NotFoundError
from exchange.practices import policies
from exchange.practices.models import PracticeState
from exchange.practices.queries import load_for_desk
from exchange.practices.views.blueprint import bp
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading


@bp.get("/<slug>/confirm")
@signed_in
def confirm_page(slug: str) -> str:
    """When it was confirmed last, and until when it counts as fresh."""
    practice = load_for_desk(reading(), actor=current_actor(), slug=slug)
    if practice.state is not PracticeState.PUBLISHED or not policies.can_withdraw(current_actor(), practice):
        raise NotFoundError
    revision = next(one for one in practice.revisions if one.id == practice.published_revision_id)
    title = next(text.title for text in revision.texts if text.language == revision.language)
    may_edit = policies.can_edit(current_actor(), practice)
    return render_template(
        "practices/confirm.html", practice=practice, title=title, lang=revision.language, may_edit=may_edit
    )
