"""Many practices in a copy of a prepared installation, written straight into the tables: only for measuring."""

import shutil
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert, select

from exchange.kernel.base import Base
from exchange.kernel.ids import new_id
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice, PracticeState
from exchange.web.db import db

_TEXT = ("practice_text", "practice_section")
_OF_REVISION = ("revision_theme", "revision_code")
_CHUNK = 20  # copies written at a time
Rows = list[dict[str, Any]]


def copy_folder(source: Path, target: Path) -> None:
    """The data folder without its index, which is built anew."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("index*", "*.lock", "*-wal", "*-shm"))


def multiply(app: Flask, wanted: int, *, indexed: bool = True) -> int:
    """Copy the published practices until there are so many, then the index if `indexed`. Returns how many."""
    with app.app_context():
        with db.engine.connect() as connection, connection.execution_options(exchange_writes=True).begin():
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            originals = _read(connection)
            copies = max(0, -(-(wanted - len(originals["practice"])) // len(originals["practice"])))
            for start in range(0, copies, _CHUNK):
                _write(connection, originals, range(start, min(start + _CHUNK, copies)))
        if indexed:
            rebuild()
    return len(originals["practice"]) * (copies + 1)


def _read(connection: Connection) -> dict[str, Rows]:
    tables = Base.metadata.tables
    practice = tables["practice"]
    published = (
        select(Practice.published_revision_id).where(Practice.state == PracticeState.PUBLISHED).scalar_subquery()
    )
    texts = select(tables["practice_text"].c.id).where(tables["practice_text"].c.revision_id.in_(published))
    wanted = {
        "practice": practice.select().where(practice.c.published_revision_id.in_(published)),
        "practice_revision": tables["practice_revision"]
        .select()
        .where(tables["practice_revision"].c.id.in_(published)),
        "practice_text": tables["practice_text"].select().where(tables["practice_text"].c.revision_id.in_(published)),
        "practice_section": tables["practice_section"].select().where(tables["practice_section"].c.text_id.in_(texts)),
    } | {name: tables[name].select().where(tables[name].c.revision_id.in_(published)) for name in _OF_REVISION}
    return {name: [dict(row._mapping) for row in connection.execute(query)] for name, query in wanted.items()}  # noqa: SLF001 - the public way to a row's names


def _write(connection: Connection, originals: dict[str, Rows], numbers: range) -> None:
    copied: dict[str, Rows] = {name: [] for name in originals}
    for number in numbers:
        for name, rows in _one_copy(originals, number).items():
            copied[name] += rows
    for name, rows in copied.items():
        if rows:
            connection.execute(insert(Base.metadata.tables[name]), rows)


def _one_copy(originals: dict[str, Rows], number: int) -> dict[str, Rows]:
    names = ("practice", "practice_revision", "practice_text")
    ids = {row["id"]: new_id() for name in names for row in originals[name]}
    found = {name: [_renamed(row, ids) for row in rows] for name, rows in originals.items()}
    for row in found["practice"]:
        row["slug"], row["number"] = f"{row['slug'][:80]}-c{number}", None
    for row in found["practice_text"]:
        row["title"] = f"{row['title'][:180]} {number}"
    return found


def _renamed(row: dict[str, Any], ids: dict[Any, Any]) -> dict[str, Any]:
    keys = ("id", "practice_id", "published_revision_id", "revision_id", "text_id")
    return row | {key: ids[row[key]] for key in keys if key in row}
