"""Forget, once a day, the files that nothing carries any more."""

from flask import current_app
from sqlalchemy import select

from exchange.files.access import carriers, files_of
from exchange.files.models import StoredFile
from exchange.files.service import sweep
from exchange.web.db import transaction


def sweep_files() -> None:
    """Rows that nothing carries, and bytes without a row; see `service.sweep`."""
    with transaction() as session:
        wanted = select(StoredFile).where(*(~carried for carried in carriers(current_app)))
        unused = session.scalars(wanted).all()
        sweep(session, store=files_of(current_app).store, unused=unused, now=current_app.config["CLOCK"]())
