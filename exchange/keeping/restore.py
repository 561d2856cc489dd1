"""`exchange restore`: a backup into an empty place, compared with its manifest table by table and file by file."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect

from exchange.app import create_app, deps_of
from exchange.keeping.backup import DUMP_FILE, FILES, MANIFEST, SQLITE_FILE, hashes, run_postgres
from exchange.keeping.counts import as_json, marks
from exchange.keeping.sealing import SEALED, open_sealed
from exchange.kernel.errors import KernelError
from exchange.kernel.settings import Settings
from exchange.practices.jobs import rebuild
from exchange.web.db import db


@dataclass(frozen=True)
class Restored:
    """What stands again."""

    rows: int
    files: int


def restore(settings: Settings, folder: Path) -> Restored:
    """Bring a backup back and build the search index.

    Raises:
        KernelError: the place is not empty, the backup is incomplete or was changed, or the result differs from it.
    """
    with _unpacked(folder) as place:
        facts = _manifest(place)
        _require_place(settings, str(facts["engine"]))
        _bring_files(place, settings.folder)
        app = create_app(settings)
        with app.app_context():
            _bring_rows(app, place, str(facts["engine"]))
            found = marks(db.engine)
            _compare(as_json(found), facts["tables"])
            rebuild()
            db.session.remove()
            db.engine.dispose()
        return Restored(sum(mark.rows for mark in found.values()), len(facts["files"]))


@contextmanager
def _unpacked(folder: Path) -> Iterator[Path]:
    sealed = [folder / name for name in SEALED.values() if (folder / name).exists()]
    if not sealed:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="exchange-restore-") as place:
        open_sealed(sealed[0], Path(place))
        yield Path(place)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.exists():
        raise KernelError(f"{folder} holds no backup: {MANIFEST} is missing.")
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    found = hashes(folder)
    changed = sorted(name for name in {*facts["files"], *found} if facts["files"].get(name) != found.get(name))
    if changed:
        raise KernelError(f"The backup is not what it was: {changed[0]} was changed, lost or added.")
    return facts


def _require_place(settings: Settings, engine: str) -> None:
    kept = [path.name for path in settings.folder.iterdir()] if settings.folder.exists() else []
    if kept:
        raise KernelError(f"{settings.folder} is not empty. Name an empty folder in EXCHANGE_DATA.")
    if (engine == "sqlite") != settings.database.startswith("sqlite"):
        raise KernelError(f"This is a backup of {engine}; EXCHANGE_DATABASE_URL names another kind of database.")


def _bring_files(place: Path, target: Path) -> None:
    shutil.copytree(place / FILES, target, dirs_exist_ok=True)
    target.chmod(0o700)
    key = target / "secret-key"
    if key.exists():
        key.chmod(0o600)


def _bring_rows(app: Flask, place: Path, engine: str) -> None:
    if engine == "sqlite":
        target = Path(str(db.engine.url.database))
        db.engine.dispose()
        shutil.copy(place / SQLITE_FILE, target)
        target.chmod(0o600)
        return
    if inspect(db.engine).get_table_names():
        raise KernelError(f"The database of {deps_of(app).settings.site_name} is not empty. Name an empty one.")
    run_postgres(
        db.engine.url,
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        f"--dbname={db.engine.url.database}",
        str(place / DUMP_FILE),
    )


def _compare(found: dict[str, dict[str, object]], expected: dict[str, dict[str, object]]) -> None:
    different = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
    if different:
        raise KernelError(f"The table {different[0]} is not what it was in the backup.")
