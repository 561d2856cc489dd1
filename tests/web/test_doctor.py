"""What `exchange doctor` says of a database that is none."""

from pathlib import Path

from exchange.app import create_app
from exchange.doctor import examine
from exchange.kernel.settings import Settings
from tests.conftest import TEST_KEY


def test_a_file_that_is_no_database_is_found_and_does_not_end_the_looking(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_text("no database")
    address = f"sqlite:///{tmp_path / 'no.db'}"
    app = create_app(Settings(data=str(tmp_path), database_url=address, secret_key=TEST_KEY, log_level="critical"))
    found = {finding.what: finding for finding in examine(app)}
    assert (found["database"].is_well, found["structure"].is_well, found["disk"].is_well) == (False, False, True)
    assert "file is not a database" in found["database"].says
    assert "EXCHANGE_DATABASE_URL" in found["database"].says
