"""Backups restored and compared, moving to PostgreSQL, the second copy (trust.md 5.2, fault 13)."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select, update
from sqlalchemy.orm import Session

from exchange.app import create_app, deps_of
from exchange.audit.models import AuditRow
from exchange.audit.reading import check
from exchange.audit.service import Act, record
from exchange.keeping.backup import back_up
from exchange.keeping.copying import SecondCopy
from exchange.keeping.counts import marks
from exchange.keeping.moving import move_in
from exchange.keeping.restore import restore
from exchange.kernel.actor import Actor
from exchange.kernel.errors import KernelError
from exchange.kernel.settings import Settings
from exchange.practices.models import Practice
from exchange.search.meaning.encoder import FILES
from exchange.web.db import db, reading, transaction
from tests.conftest import TEST_KEY
from tests.support.clock import START
from tests.support.databases import ON_POSTGRES, Databases
from tests.support.postgres import postgres_server, programs
from tests.trust.world import make_world

pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="these tests choose their databases themselves")


def installation(folder: Path, all_databases: Databases) -> Flask:
    all_databases.upgraded_address(folder)
    settings = Settings(data=str(folder), secret_key=TEST_KEY, mail_url="memory://", log_level="critical")
    app = create_app(settings)
    with app.app_context(), Session(db.engine) as session:
        make_world(session)
        session.commit()
    return app


def lend(model_files: Path, folder: Path) -> None:
    """What a search by meaning needs, which an installation makes in seconds when it is first asked."""
    place = folder / "index" / "meaning"
    place.mkdir(parents=True, mode=0o700, exist_ok=True)
    (place / FILES).symlink_to(model_files)


def forget(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def filled(tmp_path: Path, all_databases: Databases) -> Iterator[Flask]:
    app = installation(tmp_path / "live", all_databases)
    files = tmp_path / "live" / "files" / "ab"
    files.mkdir(parents=True)
    (files / "cd").write_bytes(b"a file of a practice")
    yield app
    forget(app)


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def settings_of(app: Flask, folder: Path) -> Settings:
    return replace(deps_of(app).settings, data=str(folder))


@contextmanager
def written_to(app: Flask) -> Iterator[None]:
    """Somebody writes as fast as possible meanwhile."""
    stop = threading.Event()

    def write() -> None:
        with app.app_context():
            while not stop.is_set():
                with transaction() as session:
                    record(session, actor=Actor.nobody(), act=Act("test.written", "test", "x"), now=START)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def test_a_backup_under_load_comes_back_equal(filled: Flask, tmp_path: Path, model_files: Path) -> None:
    with written_to(filled):
        kept = back_up(filled, tmp_path / "backup", now=START)
    found = restore(settings_of(filled, tmp_path / "again"), tmp_path / "backup")
    assert (found.rows, found.files) == (kept.rows, kept.files)
    assert (tmp_path / "again" / "files" / "ab" / "cd").read_bytes() == b"a file of a practice"
    again = create_app(settings_of(filled, tmp_path / "again"))
    with again.app_context():
        assert check(reading()).holds
        assert reading().scalar(select(func.count()).select_from(Practice)) == 5
    lend(model_files, tmp_path / "again")
    assert again.test_client().get("/search?q=open").status_code == 200
    forget(again)


@pytest.mark.parametrize("damage", ["changed", "lost", "added"])
def test_a_damaged_backup_is_not_restored(filled: Flask, tmp_path: Path, damage: str) -> None:
    back_up(filled, tmp_path / "backup", now=START)
    path = tmp_path / "backup" / "data" / "files" / "ab" / "cd"
    if damage == "changed":
        path.write_bytes(b"another file")
    elif damage == "lost":
        path.unlink()
    else:
        path.with_name("ef").write_bytes(b"planted")
    with pytest.raises(KernelError, match="not what it was"):
        restore(settings_of(filled, tmp_path / "again"), tmp_path / "backup")
    assert not (tmp_path / "again" / "exchange.sqlite3").exists()


def test_nothing_is_overwritten(filled: Flask, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", now=START)
    with pytest.raises(KernelError, match="not empty"):
        back_up(filled, tmp_path / "backup", now=START)
    with pytest.raises(KernelError, match="not empty"):
        restore(deps_of(filled).settings, tmp_path / "backup")


def test_a_backup_is_for_its_owner_only(filled: Flask, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", now=START)
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    assert (tmp_path / "backup" / "exchange.sqlite3").stat().st_mode & 0o077 == 0
    names = json.loads((tmp_path / "backup" / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert not [name for name in names if "index" in name or name.endswith(".lock")]


@pytest.mark.skipif(shutil.which("gpg") is None, reason="GnuPG is not on this machine")
def test_a_sealed_backup_is_unreadable_without_the_key(
    filled: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "gpg"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    quick = ["gpg", "--batch", "--passphrase", "", "--quick-gen-key", "keeper@exchange.example", "default", "default"]
    subprocess.run(quick, check=True, capture_output=True)
    try:
        back_up(filled, tmp_path / "sealed", now=START, seal_to="gpg:keeper@exchange.example")
        assert [path.name for path in (tmp_path / "sealed").iterdir()] == ["backup.tar.gpg"]
        found = restore(settings_of(filled, tmp_path / "again"), tmp_path / "sealed")
        assert found.rows > 0
    finally:
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=False, env=os.environ | {"GNUPGHOME": str(home)})


def test_an_installation_moves_to_postgresql_and_on_to_a_restored_copy(filled: Flask, tmp_path: Path) -> None:
    with filled.app_context(), transaction() as session:
        for _ in range(40):
            record(session, actor=Actor.nobody(), act=Act("test.written", "test", "x"), now=START)
    before = marks(engine_of(filled))
    path = os.environ["PATH"]
    with postgres_server() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{programs()}:{path}")
        for name in ("moved", "restored"):
            server.run("createdb", "-h", str(server.folder), "-U", "postgres", name)
        settings = replace(settings_of(filled, tmp_path / "moved"), database_url=server.address("moved"))
        target = create_app(settings)
        assert move_in(target, str(engine_of(filled).url)) == sum(mark.rows for mark in before.values())
        assert marks(engine_of(target)) == before
        with target.app_context(), transaction() as session:
            record(session, actor=Actor.nobody(), act=Act("test.written", "test", "x"), now=START)
            assert check(session).holds
        with pytest.raises(KernelError, match="not empty"):
            move_in(target, str(engine_of(filled).url))
        with written_to(target):  # what is dumped and what is counted must be of one snapshot
            kept = back_up(target, tmp_path / "dump", now=START)
        again = replace(settings_of(filled, tmp_path / "restored"), database_url=server.address("restored"))
        assert restore(again, tmp_path / "dump").rows == kept.rows
        forget(target)


def test_the_second_copy_follows_what_is_written(filled: Flask, tmp_path: Path) -> None:
    source, target = tmp_path / "live" / "exchange.sqlite3", tmp_path / "second" / "exchange.sqlite3"
    copy = SecondCopy(source, target)
    assert copy.copy_if_changed()
    assert not copy.copy_if_changed(), "nothing was written"
    with filled.app_context(), transaction() as session:
        record(session, actor=Actor.nobody(), act=Act("test.written", "test", "x"), now=START)
    assert copy.copy_if_changed()
    engine = create_engine(f"sqlite:///{target}")
    assert marks(engine) == marks(engine_of(filled))
    engine.dispose()


def test_a_second_place_that_fails_stops_nothing(filled: Flask, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be", encoding="ascii")
    copy = SecondCopy(tmp_path / "live" / "exchange.sqlite3", blocked / "exchange.sqlite3", every_seconds=0.01)
    copy.start()
    blocked.unlink()
    copy.stop()
    assert (blocked / "exchange.sqlite3").exists(), "it was tried again when the place was well"


def test_a_changed_row_is_seen_by_the_comparison(filled: Flask) -> None:
    before = marks(engine_of(filled))
    with filled.app_context(), transaction() as session:
        session.execute(update(AuditRow).where(AuditRow.number == 1).values(action="another.act"))
        session.execute(update(Practice).values(slug=Practice.slug + "x"))
    different = {name for name, mark in marks(engine_of(filled)).items() if mark != before[name]}
    assert "practice" in different


@pytest.mark.parametrize("seal_to", ["x", "age:", "zip:key", "gpg:nobody@nowhere.example", "age:age1nobody"])
def test_a_backup_that_cannot_be_sealed_leaves_nothing_readable(
    filled: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seal_to: str
) -> None:
    """It was asked to be unreadable: a disk that travels must not carry it open."""
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))
    with pytest.raises(KernelError, match=r"seal|not on this machine"):
        back_up(filled, tmp_path / "sealed", now=START, seal_to=seal_to)
    assert list(tmp_path.glob("sealed/*")) == list(tmp_path.glob(".sealed*")) == []
