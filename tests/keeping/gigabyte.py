"""`python -m tests.keeping.gigabyte [--megabytes 1024]`: backed up under load, restored, compared, timed."""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from exchange.app import create_app, deps_of
from exchange.audit.service import Act, record
from exchange.files.access import files_of
from exchange.files.models import StoredFile, key_of
from exchange.keeping.backup import back_up, hashes
from exchange.keeping.counts import marks
from exchange.keeping.restore import restore
from exchange.kernel.actor import Actor
from exchange.kernel.ids import new_id
from exchange.kernel.settings import Settings
from exchange.web.db import db, transaction
from exchange.web.migrations import upgrade
from tests.conftest import TEST_KEY
from tests.support.clock import START
from tests.trust.world import make_world

MEGABYTE = 1 << 20
EACH_MEGABYTES = 4  # of one file
MOST_SECONDS = 60.0  # trust.md 5.2, fault 13


@dataclass(frozen=True)
class Drill:
    """What it came to. Seconds of the wall, and of this process alone on its processor."""

    size_bytes: int
    files: int
    rows: int
    written_meanwhile: int
    backup_seconds: float
    restore_seconds: float
    restore_own_seconds: float
    is_equal: bool

    def __str__(self) -> str:
        return (
            f"{self.size_bytes / MEGABYTE:.0f} MB, {self.files} files, {self.rows} rows; "
            f"{self.written_meanwhile} rows written during the backup; backup {self.backup_seconds:.1f} s, "
            f"restore {self.restore_seconds:.1f} s (own {self.restore_own_seconds:.1f} s), "
            f"{'equal' if self.is_equal else 'DIFFERENT'} object by object"
        )


def drill(folder: Path, megabytes: int) -> Drill:
    """Fill, back up under load, restore into an empty place, compare with the backup and with the source."""
    app = _filled(folder / "live", megabytes)
    began = time.monotonic()
    with _written_to(app) as written:
        kept = back_up(app, folder / "backup", now=START)
    backed_up, own = time.monotonic(), time.process_time()
    settings = replace(deps_of(app).settings, data=str(folder / "again"))
    found = restore(settings, folder / "backup")
    ended, own = time.monotonic(), time.process_time() - own
    names = {name: hashes(folder / place / "files") for name, place in (("live", "live"), ("again", "again"))}
    is_equal = names["live"] == names["again"] and (found.rows, found.files) == (kept.rows, kept.files)
    _let_go(app)
    seconds = (backed_up - began, ended - backed_up, own)
    return Drill(
        kept.size_bytes, found.files, found.rows, written(), *seconds, is_equal and _stands(settings, kept.rows)
    )


def _filled(folder: Path, megabytes: int) -> Flask:
    app = create_app(Settings(data=str(folder), secret_key=TEST_KEY, mail_url="memory://", log_level="critical"))
    with app.app_context():
        upgrade(db.engine)
        with Session(db.engine) as session:
            make_world(session)
            for _ in range(max(1, megabytes // EACH_MEGABYTES)):
                _store(app, session, os.urandom(min(megabytes, EACH_MEGABYTES) * MEGABYTE))
            session.commit()
    return app


def _store(app: Flask, session: Session, content: bytes) -> None:
    file_id = new_id()
    files_of(app).store.put(key_of(file_id), content)
    facts = {"media_type": "application/pdf", "size_bytes": len(content), "sha256": "0" * 64, "words": ""}
    session.add(StoredFile(id=file_id, name="sample.pdf", stored_at=START, **facts))


@contextmanager
def _written_to(app: Flask) -> Iterator[Callable[[], int]]:
    """While it is open two writers write; the call says how many rows were acknowledged."""
    stop, counts = threading.Event(), [0, 0]

    def write(number: int) -> None:
        with app.app_context():
            while not stop.wait(0.01):
                with transaction() as session:
                    record(session, actor=Actor.nobody(), act=Act("test.written", "test", "x"), now=START)
                counts[number] += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(len(counts))]
    for writer in writers:
        writer.start()
    try:
        yield lambda: sum(counts)
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def _stands(settings: Settings, rows: int) -> bool:
    """The restored installation answers, with every row."""
    again = create_app(settings)
    with again.app_context():
        counted = sum(mark.rows for mark in marks(db.engine).values())
    answers = again.test_client().get("/search?q=open").status_code == 200
    _let_go(again)
    return answers and counted == rows


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def main() -> int:
    """1 if something differs or restoring took too long."""
    parser = argparse.ArgumentParser(prog="python -m tests.keeping.gigabyte", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    megabytes = parser.parse_args().megabytes
    with tempfile.TemporaryDirectory() as folder:
        found = drill(Path(folder), megabytes)
    sys.stdout.write(f"{found}\n")
    return 0 if found.is_equal and found.restore_seconds <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
