"""A machine is lost: the gigabyte drill in small, and what the second copy holds after kill -9."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.app import create_app, deps_of
from exchange.keeping.copying import SecondCopy
from exchange.kernel.settings import WrongSettingError, read_settings
from exchange.web.db import db
from tests.keeping.gigabyte import drill
from tests.keeping.test_keeping import forget, installation, lend
from tests.support.databases import ON_POSTGRES, Databases

pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="these tests choose their databases themselves")

CHOSEN_SECONDS = 0.5
SLACK_SECONDS = 10  # a machine that is busy with other things
WRITER = """
import sqlite3, sys, time
from pathlib import Path
from exchange.keeping.copying import SecondCopy
source, target, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
rows = sqlite3.connect(source, isolation_level=None)
rows.execute("PRAGMA journal_mode=WAL")
rows.execute("CREATE TABLE written (at REAL)")
SecondCopy(source, target, every_seconds=seconds).start()
while True:
    at = time.time()
    rows.execute("INSERT INTO written VALUES (?)", (at,))
    print(at, flush=True)
    time.sleep(0.005)
"""


def test_files_and_rows_come_back_equal_from_a_backup_under_load(tmp_path: Path) -> None:
    """Fault 13 of trust.md; `python -m tests.keeping.gigabyte` does it with a gigabyte (I12)."""
    found = drill(tmp_path, megabytes=8)
    assert found.is_equal, str(found)
    assert found.size_bytes > 8_000_000


def test_after_kill_9_the_second_copy_lacks_no_more_than_the_chosen_seconds(tmp_path: Path) -> None:
    """I12, for whoever has lost the first disk too."""
    target = tmp_path / "second" / "exchange.sqlite3"
    command = [sys.executable, "-c", WRITER, str(tmp_path / "exchange.sqlite3"), str(target), str(CHOSEN_SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [float(process.stdout.readline())]
        until = time.monotonic() + 3 * SLACK_SECONDS
        while time.monotonic() < until and (acknowledged[-1] - acknowledged[0] < 4 or not target.exists()):
            acknowledged.append(float(process.stdout.readline()))
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += [float(line) for line in process.stdout.read().splitlines()[:-1]]
    copy = sqlite3.connect(target)
    kept = [row[0] for row in copy.execute("SELECT at FROM written ORDER BY at")]
    assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    copy.close()
    assert kept == acknowledged[: len(kept)], "what is kept has no hole"
    assert acknowledged[-1] - kept[-1] < CHOSEN_SECONDS + SLACK_SECONDS
    assert len(kept) > 1


def test_the_second_copy_is_a_data_folder(tmp_path: Path, all_databases: Databases, model_files: Path) -> None:
    """With the files that its rows name; a file that is there is not copied again."""
    app = installation(tmp_path / "live", all_databases)
    file = tmp_path / "live" / "files" / "ab" / "cd"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a file of a practice")
    copy = SecondCopy(tmp_path / "live" / "exchange.sqlite3", tmp_path / "second" / "exchange.sqlite3")
    assert copy.copy_if_changed()
    assert (tmp_path / "second" / "files" / "ab" / "cd").read_bytes() == b"a file of a practice"
    again = create_app(replace(deps_of(app).settings, data=str(tmp_path / "second"), database_url=""))
    lend(model_files, tmp_path / "second")
    assert again.test_client().get("/search?q=open").status_code == 200
    with again.app_context():
        db.engine.dispose()
    forget(app)


@pytest.mark.parametrize("written", ["0", "-1", "a minute", "9999"])
def test_seconds_that_cannot_be_kept_stop_the_start(written: str) -> None:
    with pytest.raises(WrongSettingError, match="EXCHANGE_COPY_SECONDS"):
        read_settings({"EXCHANGE_COPY_SECONDS": written})
