"""A bundle travels between two fresh installations and back; what was changed on the way is refused with the reason."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.accounts.models import Ministry, Person
from exchange.app import create_app
from exchange.bundles.keys import Signer, own_key, public_text, trust
from exchange.bundles.models import BundleArrival
from exchange.bundles.package import MOST_BYTES, VERSION, canonical, hash_of, pack, unpack
from exchange.bundles.service import Maker, make_bundle, take_bundle
from exchange.files.access import files_of
from exchange.kernel.actor import Role
from exchange.kernel.base import Base
from exchange.kernel.errors import InvalidError
from exchange.kernel.settings import Settings
from exchange.practices.models import Practice, PracticeState, RevisionState, Section, Visibility
from exchange.web.db import db
from tests.conftest import TEST_KEY
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.clock import START, FixedClock


@dataclass
class Installation:
    """One of two boxes that no network joins."""

    app: Flask
    folder: Path
    session: Session
    ministry: Ministry
    publisher: Person

    def bundle(self, *slugs: str) -> bytes:
        maker = Maker(self.folder, "Sample exchange", files_of(self.app))
        return make_bundle(self.session, ministry="tr-ministry", maker=maker, slugs=slugs)

    def take(self, content: bytes) -> list[str]:
        files = files_of(self.app)
        taken = take_bundle(self.session, content=content, folder=self.folder, files=files, now=START)
        return [one.sha256 for one in taken]

    @property
    def key(self) -> str:
        return public_text(own_key(self.folder))


def install(folder: Path, clock: FixedClock) -> Installation:
    settings = Settings(
        data=str(folder), secret_key=TEST_KEY, mail_url="memory://", search_url="memory://", log_level="error"
    )
    app = create_app(settings, clock=clock)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        session = Session(db.engine, expire_on_commit=False)
    ministry = make_ministry(session, "TR", slug="tr-ministry")
    return Installation(app, folder, session, ministry, make_person(session, ministry, roles=[Role.PUBLISHER]))


@pytest.fixture
def two(tmp_path: Path, clock: FixedClock) -> Iterator[tuple[Installation, Installation]]:
    both = install(tmp_path / "one", clock), install(tmp_path / "other", clock)
    yield both
    for installation in both:
        installation.session.close()
        with installation.app.app_context():
            db.engine.dispose()


def publish(installation: Installation, slug: str) -> None:
    """The officers of the receiving installation clear the draft for all partners."""
    installation.session.flush()
    installation.session.expunge_all()
    parts = selectinload(Practice.revisions), selectinload(Practice.published_revision)
    whole = select(Practice).where(Practice.slug == slug).options(*parts)
    practice = installation.session.scalars(whole).one()
    revision = practice.revisions[0]
    revision.state, practice.visibility = RevisionState.CLEARED, Visibility.PUBLIC
    practice.field_visibility = dict(revision.field_visibility)
    practice.publish(revision, START)
    installation.session.flush()


def test_a_practice_travels_and_comes_back_with_the_same_hash(two: tuple[Installation, Installation]) -> None:
    home, abroad = two
    make_practice(
        home.session,
        home.ministry,
        slug="foster-care",
        visibility=Visibility.PUBLIC,
        texts={"tr": "Koruyucu aile", "en": "Foster care"},
        sections={Section.PROBLEM: "Few *families*.", Section.DIFFICULTIES: "A surge."},
        field_visibility={"difficulties": "members"},
        themes=("cp.foster", "cp.temp"),
    )
    trust(abroad.folder, home.key, "Ankara")
    sent = home.bundle()
    there = abroad.take(sent)
    practice = abroad.session.scalars(select(Practice)).one()
    assert (practice.state, practice.visibility) == (PracticeState.DRAFT, Visibility.MINISTRY)
    arrival = abroad.session.get(BundleArrival, practice.id)
    assert arrival is not None
    assert (arrival.made_by, arrival.signer_key, arrival.sha256) == ("Ankara", home.key, there[0])
    publish(abroad, "foster-care")
    returned = abroad.bundle()
    trust(home.folder, abroad.key, "Baku")
    opened = unpack(returned, trusted={abroad.key: arrival_signer(abroad)})
    assert list(opened.hashes.values()) == there
    with pytest.raises(InvalidError) as refused:
        home.take(returned)
    assert "here already" in str(refused.value)
    assert abroad.take(sent) == there


def arrival_signer(installation: Installation) -> Signer:
    return Signer(installation.key, "Baku")


@pytest.fixture
def sent(two: tuple[Installation, Installation]) -> bytes:
    home, abroad = two
    make_practice(home.session, home.ministry, slug="foster-care", visibility=Visibility.MEMBERS)
    trust(abroad.folder, home.key, "Ankara")
    return home.bundle()


def test_a_flipped_byte_anywhere_is_refused(two: tuple[Installation, Installation], sent: bytes) -> None:
    _home, abroad = two
    for at in range(0, len(sent), max(1, len(sent) // 60)):
        changed = bytearray(sent)
        changed[at] ^= 0x04
        try:
            opened = unpack(bytes(changed), trusted={_home.key: arrival_signer(_home)})
        except InvalidError:
            continue
        assert {name: hash_of(content) for name, content in opened.files.items()} == {
            name: hash_of(content)
            for name, content in unpack(sent, trusted={_home.key: arrival_signer(_home)}).files.items()
        }, at  # only bytes that the zip does not read may differ
    assert abroad.session.scalars(select(Practice)).all() == []


def test_a_changed_file_is_refused_by_name(two: tuple[Installation, Installation], sent: bytes) -> None:
    changed = repacked(sent, {"practices/foster-care.json": lambda text: text.replace("Foster", "Faster")})
    with pytest.raises(InvalidError) as refused:
        two[1].take(changed)
    assert "practices/foster-care.json was changed" in str(refused.value)


def test_a_changed_list_is_refused(two: tuple[Installation, Installation], sent: bytes) -> None:
    changed = repacked(sent, {"manifest.json": lambda text: text.replace("Sample", "Simple")})
    with pytest.raises(InvalidError) as refused:
        two[1].take(changed)
    assert "changed after it was signed" in str(refused.value)


def test_a_foreign_bundle_is_refused_until_its_key_is_trusted(two: tuple[Installation, Installation]) -> None:
    home, abroad = two
    make_practice(home.session, home.ministry, slug="foster-care", visibility=Visibility.MEMBERS)
    with pytest.raises(InvalidError) as refused:
        abroad.take(home.bundle())
    assert home.key in str(refused.value)
    trust(abroad.folder, home.key, "Ankara")
    assert len(abroad.take(home.bundle())) == 1


def test_a_bundle_from_the_future_says_so(two: tuple[Installation, Installation], sent: bytes) -> None:
    changed = repacked(sent, {"manifest.json": lambda text: text.replace(f'"version": {VERSION}', '"version": 99')})
    with pytest.raises(InvalidError) as refused:
        two[1].take(changed)
    assert "newer version" in str(refused.value)


def test_a_bomb_and_a_path_outside_are_refused(two: tuple[Installation, Installation]) -> None:
    home, abroad = two
    trust(abroad.folder, home.key, "Ankara")
    bomb = pack({"practices/a.json": "0" * 210_000_000}, key=own_key(home.folder), made_by="x")
    outside = pack({"../evil.json": {}}, key=own_key(home.folder), made_by="x")
    huge = b"PK" + bytes(MOST_BYTES)
    cases = (bomb, "more than"), (outside, "other files"), (b"PK not a zip", "no bundle"), (huge, "larger than 50 MB")
    for content, reason in cases:
        with pytest.raises(InvalidError) as refused:
            abroad.take(content)
        assert reason in str(refused.value)


def test_what_is_for_fewer_than_all_partners_is_not_carried(two: tuple[Installation, Installation]) -> None:
    home = two[0]
    make_practice(home.session, home.ministry, slug="own", visibility=Visibility.MINISTRY)
    with pytest.raises(InvalidError):
        home.bundle()
    make_practice(
        home.session,
        home.ministry,
        slug="open",
        visibility=Visibility.PUBLIC,
        sections={Section.PROBLEM: "Said to all.", Section.DIFFICULTIES: "Said at home."},
        field_visibility={"difficulties": "ministry"},
    )
    opened = unpack(home.bundle(), trusted={home.key: arrival_signer(home)})
    assert list(opened.files) == ["practices/open.json"]
    assert b"Said at home." not in opened.files["practices/open.json"]
    assert b"Said to all." in opened.files["practices/open.json"]


def test_a_ministry_that_is_not_here_is_named_and_nothing_is_kept(two: tuple[Installation, Installation]) -> None:
    home, abroad = two
    trust(abroad.folder, home.key, "Ankara")
    make_practice(home.session, home.ministry, slug="foster-care", visibility=Visibility.MEMBERS)
    content = json.loads(
        unpack(home.bundle(), trusted={home.key: arrival_signer(home)}).files["practices/foster-care.json"]
    )
    content["ministry"] = "xx-nowhere"
    made = pack({"practices/foster-care.json": content}, key=own_key(home.folder), made_by="x")
    with pytest.raises(InvalidError) as refused:
        abroad.take(made)
    assert "xx-nowhere" in str(refused.value)


def test_equal_content_is_written_in_one_way() -> None:
    assert canonical({"b": 1, "a": "ə"}) == canonical({"a": "ə", "b": 1})


def repacked(sent: bytes, changes: dict[str, object]) -> bytes:
    """The same zip with some files written otherwise."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sent)) as old, zipfile.ZipFile(found, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            change = changes.get(name, str)
            assert callable(change)
            new.writestr(name, change(text))
    return found.getvalue()
