"""`exchange doctor`: what is well, what is not, and what to do about it."""

import os
import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from exchange.app import deps_of
from exchange.files.access import files_of
from exchange.kernel.errors import UnavailableError
from exchange.kernel.settings import Settings
from exchange.mailbox.imap import opened
from exchange.meetings.models import RoomKind
from exchange.meetings.rooms.bigbluebutton import PREREQUISITES as BIGBLUEBUTTON
from exchange.meetings.rooms.bigbluebutton import BigBlueButton
from exchange.meetings.rooms.configured import rooms_of
from exchange.meetings.rooms.jitsi import PREREQUISITES as JITSI
from exchange.meetings.rooms.jitsi import Jitsi
from exchange.papers.pdf import why_no_pdf
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
        settings = deps_of(app).settings
        return [
            _folder(folder),
            _private(folder),
            _space(folder),
            _zones(),
            _database(),
            _structure(),
            _mail(settings.mail_url),
            _mailbox(settings.mailbox_url),
            _files(app),
            _pdf(),
            _scanner(app, settings.scan_url),
            *_rooms(settings),
            *_parts(),
        ]


def _folder(folder: Path) -> Finding:
    writable = os.access(folder, os.W_OK)
    return Finding(
        "data folder", writable, str(folder) if writable else f"{folder} cannot be written; change its owner."
    )


def _private(folder: Path) -> Finding:
    """Others on this machine must not read the secret key nor write to the index (it is unpickled)."""
    open_to_others = [path for path in (folder / "secret-key", folder / "index") if path.exists() and _is_open(path)]
    says = (
        f"{open_to_others[0]} is open to others; run: chmod go-rwx" if open_to_others else "key and index are private"
    )
    return Finding("permissions", not open_to_others, says)


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def _rooms(settings: Settings) -> list[Finding]:
    """What the servers of videoconferences lack as far as they say it; the rest their administrators look at."""
    kinds = (
        (RoomKind.JITSI, "Jitsi", Jitsi(settings.rooms_jitsi_host, "", ""), JITSI),
        (
            RoomKind.BIGBLUEBUTTON,
            "BigBlueButton",
            BigBlueButton(settings.rooms_bbb_url, settings.rooms_bbb_secret),
            BIGBLUEBUTTON,
        ),
    )
    offered = rooms_of(settings)
    return [_room(name, room.missing(), needed) for kind, name, room, needed in kinds if kind in offered]


def _room(name: str, missing: Sequence[str], needed: Sequence[str]) -> Finding:
    if missing:
        return Finding(name, is_well=False, says="the server lacks: " + "; ".join(missing))
    return Finding(name, is_well=True, says="answers. Look there that it has: " + "; ".join(needed))


def _mailbox(address: str) -> Finding:
    """The sign-in and the folder, as the reader of answers finds them."""
    if not address:
        return Finding("mailbox", is_well=True, says="none is named; answers to invitations come by the pipe or not.")
    place = f"{urlsplit(address).hostname}/{urlsplit(address).path.strip('/') or 'INBOX'}"
    try:
        with opened(address) as box:
            return Finding("mailbox", is_well=True, says=f"{place} opens, {len(box.waiting())} mails wait")
    except UnavailableError as error:
        why = f" ({error.__cause__})" if error.__cause__ else ""
        return Finding("mailbox", is_well=False, says=f"{place}: {error.message.text}{why} Check EXCHANGE_MAILBOX_URL.")


def _zones() -> Finding:
    """Meetings stand or fall with the zones: Almaty moved in March 2024."""
    almaty = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Almaty")).utcoffset()
    is_new = almaty == timedelta(hours=5)
    return Finding("time zones", is_new, "up to date" if is_new else "are older than 2024; upgrade the package tzdata.")


def _mail(address: str) -> Finding:
    if not address:
        return Finding("mail", is_well=True, says="is kept in the data folder; set EXCHANGE_MAIL_URL to send it.")
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"}:
        return Finding("mail", is_well=True, says=parts.scheme)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 25), timeout=3):
            return Finding("mail", is_well=True, says=f"{parts.hostname} answers")
    except OSError as error:
        return Finding(
            "mail", is_well=False, says=f"{parts.hostname} does not answer ({error}); check EXCHANGE_MAIL_URL."
        )


def _files(app: Flask) -> Finding:
    """Something is kept and read back."""
    is_well = files_of(app).store.answers()
    return Finding("files", is_well, "can be kept" if is_well else "cannot be kept; check EXCHANGE_FILES_URL.")


def _scanner(app: Flask, address: str) -> Finding:
    if not address:
        return Finding("virus scanner", is_well=True, says="none is named; attachments are not looked over.")
    is_well = files_of(app).scanner.answers()
    says = "answers" if is_well else "does not answer, so no file is taken; start it or check EXCHANGE_SCAN_URL."
    return Finding("virus scanner", is_well, says)


def _pdf() -> Finding:
    """Without it the PDF keys are not shown, and everything else works."""
    return Finding("PDF", is_well=True, says=why_no_pdf() or "can be made")


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    says = f"{free // 1024**2} MB free" + ("" if free > _LEAST_FREE else "; make room, saving will fail soon.")
    return Finding("disk", free > _LEAST_FREE, says)


def _database() -> Finding:
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return Finding("database", is_well=False, says=f"does not answer ({_why(error)}); check EXCHANGE_DATABASE_URL.")
    return Finding("database", is_well=True, says=db.engine.dialect.name)


def _why(error: SQLAlchemyError) -> str:
    """The driver's first line without the statement: "file is not a database"."""
    return str(getattr(error, "orig", None) or type(error).__name__).strip().partition("\n")[0]


def _structure() -> Finding:
    try:
        found = current(db.engine)
    except SQLAlchemyError:
        return Finding("structure", is_well=False, says="cannot be read before the database answers")
    is_newest = found == newest()
    return Finding(
        "structure", is_newest, f"revision {found}" if is_newest else "is not the newest; run: exchange migrate"
    )


def _parts() -> list[Finding]:
    return [
        Finding(name, is_well, "answers" if is_well else "does not answer; run: exchange index rebuild")
        for name, is_well in ready_parts().items()
    ]
