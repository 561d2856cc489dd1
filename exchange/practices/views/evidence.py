"""How solid a practice is: what each level asks for, who judged it when, and the form of the reviewer."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.practices import service
from exchange.practices.forms import JudgeForm
from exchange.practices.models.evidence import HIGHEST
from exchange.practices.queries import EvidenceView, evidence_of
from exchange.practices.service import Judgement
from exchange.practices.views.blueprint import bp
from exchange.practices.views.lines import term
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.access import public, signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader
from exchange.web.values import whole_number

Answer = str | Response | tuple[str, int]


@bp.get("/<slug>/evidence")
@public
def evidence(slug: str) -> str:
    """What the level rests on, and what the next one asks for."""
    found = _find(slug)
    return _page(found, JudgeForm(data={"version": str(found.card.revision)}))


@bp.post("/<slug>/evidence")
@signed_in
def judge(slug: str) -> Answer:
    """Record the level."""
    found = _find(slug)
    form = JudgeForm()
    form.level.choices = _levels()
    if not form.validate():
        return _page(found, form), 422
    try:
        _judge(slug, form)
    except InvalidError as error:
        add_faults(form, error)
        return _page(_find(slug), form), 422
    except ConflictError as error:
        form.form_errors.append(said(error.message))
        return _page(_find(slug), form), 409
    flash(_("The level is recorded. It is to be judged anew in two years."))
    return redirect(url_for(".evidence", slug=slug), code=303)


def _find(slug: str) -> EvidenceView:
    language = current_reader().language.value
    return evidence_of(reading(), actor=current_actor(), slug=slug, language=language)


def _judge(slug: str, form: JudgeForm) -> None:
    seen = form.version.data or ""
    judgement = Judgement(
        level=int(form.level.data),
        reason=form.reason.data or "",
        is_transferred=bool(form.is_transferred.data),
        is_lasting=bool(form.is_lasting.data),
        language=current_reader().language.value,
        revision_number=whole_number(seen, -1),
    )
    with transaction() as session:
        now = current_app.config["CLOCK"]()
        service.judge(session, actor=current_actor(), slug=slug, judgement=judgement, now=now)


def _levels() -> dict[str, str]:
    return {str(level): term(TermList.EVIDENCE, level) for level in range(HIGHEST + 1)}


def _page(found: EvidenceView, form: JudgeForm) -> str:
    form.level.choices = _levels()
    words, language = taxonomy(reading()), current_reader().language.value
    level, carried = found.card.evidence or 0, found.supported
    return render_template(
        "practices/evidence.html",
        found=found,
        card=found.card,
        form=form,
        slug=found.card.slug,
        demands=[(one.level, term(TermList.EVIDENCE, one.level), said(one.says), one.is_met) for one in found.demands],
        rules={str(n): words.note(TermList.EVIDENCE, n, language) for n in range(HIGHEST + 1)},
        following=None if found.card.evidence is None or carried > level or level == HIGHEST else level + 1,
        carried=carried if carried > level else None,
        claim="" if found.claim is None else term(TermList.EVIDENCE, found.claim),
    )
