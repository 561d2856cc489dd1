"""A database that a newer version has changed is left alone, and the sentence says what helps."""

from pathlib import Path

import pytest
from sqlalchemy import text

from exchange.app import create_app
from exchange.kernel.errors import KernelError
from exchange.kernel.settings import Settings
from exchange.server import require_newest
from exchange.web.db import db
from exchange.web.migrations import newest, require_known
from tests.conftest import TEST_KEY


@pytest.mark.parametrize("found", [None, "0001", newest()])
def test_what_this_version_knows_is_known(found: str | None) -> None:
    require_known(found)


def test_who_serves_a_newer_database_is_not_sent_to_migrate(tmp_path: Path) -> None:
    app = create_app(Settings(data=str(tmp_path), secret_key=TEST_KEY, log_level="critical"))
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
    with pytest.raises(KernelError, match="Install the newer one"):
        require_newest(app)
