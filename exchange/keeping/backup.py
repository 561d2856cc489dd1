"""`exchange backup`: database, files and keys in one folder, taken under load, verified before it counts as done."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL

from exchange.app import deps_of
from exchange.keeping.counts import TableMark, as_json, marks, marks_seen_by
from exchange.keeping.sealing import require_sealer, seal_folder
from exchange.kernel.errors import KernelError
from exchange.web.db import db
from exchange.web.migrations import current

MANIFEST = "manifest.json"
SQLITE_FILE, DUMP_FILE = "exchange.sqlite3", "exchange.dump"
FILES = "data"
# Made again by themselves, or meaning only this machine.
LEFT_OUT = (
    "index*",
    "jobs.sqlite3*",
    "exchange.sqlite3*",
    "*.lock",
    "*.part",
    "worker-name",
    "server.log",
    "*-wal",
    "*-shm",
)
_PIECE_PAGES = 500  # of the database at a time, so that writers never wait long


@dataclass(frozen=True)
class Backup:
    """What was kept."""

    folder: Path
    rows: int
    files: int
    size_bytes: int


def back_up(app: Flask, folder: Path, *, now: datetime, seal_to: str = "") -> Backup:
    """Take a backup into an empty or absent folder; the service may go on meanwhile.

    The database is copied first and files after it: a file is stored before the row that names it, so none is missing.

    Args:
        seal_to: "age:RECIPIENT" or "gpg:KEY": keep one sealed file instead of a readable folder.

    Raises:
        KernelError: the folder is not empty, a tool is missing, or the copy is not what it should be.
    """
    _require_empty(folder)
    if seal_to:
        require_sealer(seal_to)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with app.app_context():
        revision, engine = current(db.engine), db.engine.dialect.name
        found = (_copy_sqlite if engine == "sqlite" else _dump_postgres)(db.engine, folder)
        _copy_files(deps_of(app).settings.folder, folder / FILES)
        files = hashes(folder)
        facts = {"made_at": now.isoformat(), "engine": engine, "revision": revision, "tables": as_json(found)}
        _write(folder / MANIFEST, json.dumps(facts | {"files": files}, indent=1, sort_keys=True))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if seal_to:
        seal_folder(folder, seal_to)
    return Backup(folder, sum(mark.rows for mark in found.values()), len(files), size)


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a backup but its manifest, by the path inside."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): hash_of(path) for path in paths}


def hash_of(path: Path) -> str:
    """SHA-256 of one file, read in pieces."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def _require_empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise KernelError(f"{folder} is not empty. Name a new folder for each backup.")


def _copy_sqlite(engine: Engine, folder: Path) -> dict[str, TableMark]:
    copy_database(Path(str(engine.url.database)), folder / SQLITE_FILE)
    return _marks_of_copy(folder / SQLITE_FILE)


def copy_database(source: Path, target: Path, *, rest: Callable[[int, int, int], None] | None = None) -> None:
    """A consistent copy of a SQLite database that is written to meanwhile (the online backup API)."""
    target.touch(mode=0o600)
    reader, writer = sqlite3.connect(f"file:{source}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        reader.backup(writer, pages=_PIECE_PAGES, progress=rest, sleep=0.001)
        writer.execute("PRAGMA journal_mode=DELETE")
        said = writer.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        reader.close()
        writer.close()
    if said != "ok":
        raise KernelError(f"The copy of the database is damaged ({said}). Look at the disk, then try again.")
    _sync(target)


def _marks_of_copy(path: Path) -> dict[str, TableMark]:
    engine = create_engine(f"sqlite:///{path}")
    try:
        return marks(engine)
    finally:
        engine.dispose()


def _dump_postgres(engine: Engine, folder: Path) -> dict[str, TableMark]:
    """The dump and what is counted are of one snapshot, however much is written meanwhile."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))  # a dump may take its time
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        more = ("--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={folder / DUMP_FILE}")
        run_postgres(engine.url, "pg_dump", *more)
        return marks_seen_by(connection)


def run_postgres(url: URL, program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs on the database of the address; the password goes by the environment.

    Raises:
        KernelError: the program is not there, or failed.
    """
    path = shutil.which(program)
    if path is None:
        raise KernelError(f"{program} is not on this machine. Install the PostgreSQL client of the server's version.")
    given = {
        "PGHOST": url.host or str(url.query.get("host", "")),
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
    }
    environment = os.environ | {name: value for name, value in given.items() if value}
    done = subprocess.run([path, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own command line
    if done.returncode:
        raise KernelError(
            f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        )


def _copy_files(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=False)


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
