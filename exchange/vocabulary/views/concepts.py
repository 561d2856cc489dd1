"""The term bank for those who run the platform: look up, change, add, take out of use."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError
from exchange.vocabulary import queries
from exchange.vocabulary.forms import BankFileForm, ConceptForm
from exchange.vocabulary.service import bank as service
from exchange.vocabulary.views.blueprint import bp, now
from exchange.web.access import platform_administrator
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults

_LAST_PAGE = 999


@bp.get("/admin/concepts")
@platform_administrator
def concepts() -> str:
    """All concepts, or those that have a label like what is typed."""
    return list_page(BankFileForm())


@bp.get("/admin/concepts/new")
@platform_administrator
def new_concept() -> str:
    """An empty concept."""
    return _form_page(ConceptForm(is_certain=True))


@bp.post("/admin/concepts/new")
@platform_administrator
def add_concept() -> tuple[str, int] | Response:
    """Add a concept."""
    form = ConceptForm()
    if not (form.validate_on_submit() and _is_saved(form, version=None)):
        return _form_page(form), 422
    return redirect(url_for(".concepts", q=form.concept_id.data), code=303)


@bp.get("/admin/concepts/<concept_id>")
@platform_administrator
def concept(concept_id: str) -> str:
    """One concept, to change it."""
    standing = queries.stored_concept(reading(), concept_id)
    form = ConceptForm()
    form.show(standing.concept, standing.version)
    return _form_page(form, concept_id)


@bp.post("/admin/concepts/<concept_id>")
@platform_administrator
def change_concept(concept_id: str) -> tuple[str, int] | Response:
    """Save what was changed; it counts from the next query on."""
    queries.stored_concept(reading(), concept_id)
    form = ConceptForm()
    form.concept_id.data = concept_id
    if not (form.validate_on_submit() and _is_saved(form, version=form.version.data or 0)):
        return _form_page(form, concept_id), 422
    return redirect(url_for(".concepts", q=concept_id), code=303)


@bp.post("/admin/concepts/<concept_id>/retire")
@platform_administrator
def retire_concept(concept_id: str) -> Response:
    """Take it out of use."""
    with transaction() as session:
        service.retire_concept(session, actor=current_actor(), concept_id=concept_id, now=now())
    flash(_("The concept is out of use from the next search on."))
    return redirect(url_for(".concepts"), code=303)


def list_page(form: BankFileForm) -> str:
    """The list with the form that brings in a file."""
    typed, number = request.args.get("q", "")[:80], request.args.get("page", "1")
    page = int(number) if number.isdecimal() and 0 < int(number[:4]) <= _LAST_PAGE else 1
    found = queries.bank_page(reading(), typed, page)
    return render_template("vocabulary/concepts.html", found=found, typed=typed, form=form)


def _form_page(form: ConceptForm, concept_id: str = "") -> str:
    return render_template("vocabulary/concept.html", form=form, concept_id=concept_id)


def _is_saved(form: ConceptForm, *, version: int | None) -> bool:
    try:
        with transaction() as session:
            service.save_concept(session, actor=current_actor(), concept=form.concept(), version=version, now=now())
    except InvalidError as error:
        add_faults(form, error)
        return False
    except ConflictError:
        form.form_errors.append(
            _("Somebody changed this concept in the meantime. Open it in a second window and compare.")
        )
        return False
    flash(_("The concept is saved. It applies from the next search."))
    return True
