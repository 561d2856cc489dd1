"""Bring the real practices in: read and laid out first, then written and published in one transaction."""

from datetime import datetime

from exchange.demo import content
from exchange.practices.importing import import_practices, laid_out, read_folder, read_organisations
from exchange.web.db import transaction

DOCUMENT = "sample"  # the written OK of a demonstration


def import_all(now: datetime) -> None:
    """Every practice of the content, with all its language versions."""
    organisations = read_organisations(content.ORGANISATIONS)
    folders = [laid_out(read_folder(path, organisations)) for path in content.practice_folders()]
    with transaction() as session:
        import_practices(session, folders, now=now, document_number=DOCUMENT)
