"""`exchange mail receive`: the exit codes that a mail server's pipe understands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.mailbox.incoming import MOST_BYTES
from tests.support.databases import SqliteDatabases

MAIL = b"From: desk@az.example\r\nMessage-ID: <1@az.example>\r\nSubject: s\r\n\r\nword\r\n"


def exchange(folder: Path, *words: str, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EXCHANGE_")}
    return subprocess.run(
        [sys.executable, "-m", "exchange.cli", *words],
        input=stdin,
        capture_output=True,
        check=False,
        env=kept | {"EXCHANGE_DATA": str(folder)} | settings,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pipe")
    SqliteDatabases(place).upgraded_address(place)
    return place


def test_a_mail_is_taken_once(folder: Path) -> None:
    first, second = (exchange(folder, "mail", "receive", stdin=MAIL) for _ in range(2))
    assert (first.returncode, first.stdout) == (os.EX_OK, b"nothing\n"), first.stderr
    assert (second.returncode, second.stdout) == (os.EX_OK, b"again\n")


def test_the_sender_hears_that_a_mail_is_too_large(folder: Path) -> None:
    assert exchange(folder, "mail", "receive", stdin=MAIL + b"x" * MOST_BYTES).returncode == os.EX_DATAERR


def test_a_fault_of_ours_keeps_the_mail_in_the_queue(folder: Path, tmp_path: Path) -> None:
    """No structure in the database, a wrong setting: the mail server tries again."""
    for settings in ({"EXCHANGE_DATA": str(tmp_path)}, {"EXCHANGE_LOG_LEVEL": "loud"}):
        done = exchange(folder, "mail", "receive", stdin=MAIL, **settings)
        assert done.returncode == os.EX_TEMPFAIL
        assert len(done.stderr.splitlines()) == 1
