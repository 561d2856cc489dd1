"""`exchange doctor`: what is well, what is not, and what to do about it."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from exchange.app import deps_of
from exchange.web.db import db
from exchange.web.health import ready_parts
from exchange.web.migrations import current, newest

_LEAST_FREE = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    is_well: bool
    says: str


def examine(app: Flask) -> list[Finding]:
    """Look at everything; never raises for what it finds."""
    folder = deps_of(app).settings.folder
    with app.app_context():
        return [_folder(folder), _space(folder), _database(), _structure(), *_parts()]


def _folder(folder: Path) -> Finding:
    writable = os.access(folder, os.W_OK)
    return Finding(
        "data folder", writable, str(folder) if writable else f"{folder} cannot be written; change its owner."
    )


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    says = f"{free // 1024**2} MB free" + ("" if free > _LEAST_FREE else "; make room, saving will fail soon.")
    return Finding("disk", free > _LEAST_FREE, says)


def _database() -> Finding:
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return Finding(
            "database", is_well=False, says=f"does not answer ({type(error).__name__}); check EXCHANGE_DATABASE_URL."
        )
    return Finding("database", is_well=True, says=db.engine.dialect.name)


def _structure() -> Finding:
    found = current(db.engine)
    is_newest = found == newest()
    return Finding(
        "structure", is_newest, f"revision {found}" if is_newest else "is not the newest; run: exchange migrate"
    )


def _parts() -> list[Finding]:
    return [
        Finding(name, is_well, "answers" if is_well else "does not answer; the log of `exchange serve` says why.")
        for name, is_well in ready_parts().items()
    ]
