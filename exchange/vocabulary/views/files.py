"""The term bank as a file, out and in."""

from flask import Response as FileResponse
from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_
from exchange.vocabulary.formats import as_csv, as_skos, read_file
from exchange.vocabulary.forms import BankFileForm
from exchange.vocabulary.queries import bank
from exchange.vocabulary.service import bank as service
from exchange.vocabulary.views.blueprint import bp, now
from exchange.vocabulary.views.concepts import list_page
from exchange.web.access import platform_administrator
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults

_LARGEST = 4_000_000  # bytes; the shipped bank has 190,000


@bp.get("/admin/concepts.csv")
@platform_administrator
def bank_as_csv() -> FileResponse:
    """Every concept in the columns of the shipped file."""
    return _file(as_csv(bank(reading())), "text/csv", "termbank.csv")


@bp.get("/admin/concepts.jsonld")
@platform_administrator
def bank_as_skos() -> FileResponse:
    """Every concept as SKOS."""
    return _file(as_skos(bank(reading())), "application/ld+json", "termbank.jsonld")


@bp.post("/admin/concepts/import")
@platform_administrator
def import_bank() -> tuple[str, int] | Response:
    """Add and change the concepts of a file, all or none."""
    form = BankFileForm()
    if not form.validate_on_submit() or not _is_imported(form):
        return list_page(form), 422
    return redirect(url_for(".concepts"), code=303)


def _is_imported(form: BankFileForm) -> bool:
    try:
        concepts = read_file(_text(form))
        with transaction() as session:
            done = service.import_bank(session, actor=current_actor(), concepts=concepts, now=now())
    except InvalidError as error:
        add_faults(form, error)
        return False
    flash(
        _(
            "The file is read in: %(added)s added, %(changed)s changed, %(unchanged)s as before.",
            added=done.added,
            changed=done.changed,
            unchanged=done.unchanged,
        )
    )
    return True


def _text(form: BankFileForm) -> str:
    content: bytes = form.file.data.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise InvalidError({"file": N_("The file is larger than 4 MB.")})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidError({"file": N_("The file is not in UTF-8.")}) from error


def _file(text: str, mimetype: str, name: str) -> FileResponse:
    return FileResponse(text, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
