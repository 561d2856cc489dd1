"""Whatever befalls the index: the database answers at once, the page says so, and the indexer heals it in place."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.practices import jobs
from exchange.practices.models import Visibility
from exchange.search.access import index_of, set_index
from exchange.search.port import Drop, SearchUnavailableError
from exchange.search.whoosh.disk import Disk
from exchange.search.whoosh.index import WhooshIndex
from tests.factories.accounts import make_ministry
from tests.factories.practices import make_practice
from tests.support.browser import Browser

KEY = b"a key for tests"
SAID = "The search index is being built anew."
Result = TypeVar("Result")
Harm = Callable[[Path], object]


class FullDisk(Disk):
    """A disk that takes nothing while it is full."""

    is_full = False

    def create(self, path: Path, mode: str = "wb") -> IO[Any]:
        if self.is_full:
            raise OSError(28, "No space left on device")
        return super().create(path, mode)


@pytest.fixture
def disk() -> FullDisk:
    return FullDisk()


@pytest.fixture
def folder(app: Flask, session: Session, tmp_path: Path, disk: FullDisk) -> Iterator[Path]:
    """An index on disk that holds one practice."""
    make_practice(session, make_ministry(session), visibility=Visibility.PUBLIC, texts={"en": "Foster family model"})
    session.commit()
    before = index_of(app)
    set_index(app, WhooshIndex(tmp_path / "index", key=KEY, lock_seconds=1, disk=disk))
    in_app(app, jobs.rebuild)
    yield tmp_path / "index"
    set_index(app, before)


def in_app(app: Flask, job: Callable[[], Result]) -> Result:
    """As the indexer does it."""
    with app.app_context():
        return job()


def hits(browser: Browser) -> tuple[int, bool]:
    """How many are found, and whether the page says that the database was asked."""
    page = browser.get("/search?q=foster")
    return len(page.all(".ex-hit h3 a")), SAID in page.text


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _cut_segments(folder: Path) -> None:
    for path in [*folder.rglob("*.seg"), *folder.rglob("*.columns")]:
        _cut(path)


def _sealed_by_another(folder: Path) -> None:
    _remove(folder)
    WhooshIndex(folder, key=b"the key of another installation").rebuild((), 1)


HARMS: dict[str, Harm] = {
    "missing": _remove,
    "a damaged manifest": lambda folder: _cut(folder / "CURRENT"),
    "a segment lost in both its files": _cut_segments,
    "open to others": lambda folder: folder.chmod(0o755),
    "of another installation": _sealed_by_another,
}


@pytest.mark.parametrize("harm", HARMS)
def test_the_database_answers_until_the_index_is_healed(app: Flask, folder: Path, browser: Browser, harm: str) -> None:
    assert hits(browser) == (1, False)
    index_of(app).close()  # as a process that has not opened it yet
    HARMS[harm](folder)
    assert hits(browser) == (1, True)
    if harm == "open to others":
        with pytest.raises(SearchUnavailableError):
            in_app(app, jobs.heal)  # never into a folder that others can write to
        folder.chmod(0o700)
    in_app(app, jobs.heal)
    assert hits(browser) == (1, False)


def test_a_store_alone_that_is_lost_is_not_even_noticed(app: Flask, folder: Path, browser: Browser) -> None:
    for path in folder.rglob("*.columns"):
        path.unlink()
    index_of(app).close()
    assert hits(browser) == (1, False)
    in_app(app, jobs.heal)
    assert len(list(folder.rglob("*.columns"))) == 1
    assert hits(browser) == (1, False)


def test_a_full_disk_takes_no_change_and_loses_no_answer(
    app: Flask, folder: Path, browser: Browser, disk: FullDisk
) -> None:
    disk.is_full = True
    for use in (lambda: index_of(app).apply([Drop("another")], 10**6), lambda: in_app(app, jobs.rebuild)):
        with pytest.raises(SearchUnavailableError):
            use()
    assert hits(browser) == (1, False)
    disk.is_full = False
    in_app(app, jobs.heal)
    assert in_app(app, jobs.rebuild) == 1
    assert hits(browser) == (1, False)
