"""Dossiers and the papers of agreements travel with their ministry's practices, and come back the same."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner, Result
from sqlalchemy import select

from exchange.accounts.models import Person
from exchange.bundles.cli import bundle, export, import_
from exchange.bundles.keys import own_key, trust
from exchange.bundles.package import pack, unpack
from exchange.files.access import files_of
from exchange.files.service import Upload, keep
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.translated import Translated
from exchange.practices.models import Visibility
from exchange.relations.models import Basis, Circle, EventKind, Relation, RelationEvent, RelationFile
from exchange.relations.policies import can_read_event
from exchange.relations.service.arriving import open_entry
from tests.bundles.test_travel import Installation, arrival_signer, publish, two  # noqa: F401 - a fixture
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import make_practice
from tests.factories.relations import make_event, make_relation
from tests.support.clock import START

Two = tuple[Installation, Installation]


def fill(home: Installation) -> None:
    """A practice, a memorandum with its paper, a training, and what the two keep between them."""
    practice = make_practice(home.session, home.ministry, slug="foster-care", visibility=Visibility.PUBLIC)
    azerbaijan = make_ministry(home.session, "AZ", slug="az-ministry")
    relation = make_relation(home.session, home.ministry, azerbaijan, slug="az-tr")
    titles = Translated({"en": "Memorandum signed", "az": "Anlaşma memorandumu imzalanıb"})
    signed = make_event(home.session, relation, kind=EventKind.AGREEMENT, title=titles, practices=[practice.id])
    received = files_of(home.app).receive(Upload("memorandum.txt", b"Article 1. Experience is exchanged."))
    keep(home.session, received, by=None, now=START)
    hangs = {"key": "k", "language": "az", "title": "Anlaşma memorandumu", "added_for": home.ministry.id}
    home.session.add(RelationFile(event_id=signed.id, file_id=received.id, added_at=START, **hangs))
    make_event(home.session, relation, kind=EventKind.TRAINING, happened_on=date(2025, 5, 1))
    make_event(home.session, relation, circle=Circle.TWO_INSTITUTIONS, title=Translated({"en": "Kept secret"}))
    make_event(home.session, relation, basis=Basis.STATED, title=Translated({"en": "Stated by one"}))
    make_event(home.session, relation, removed_at=START, title=Translated({"en": "Taken out"}))
    home.session.flush()
    home.session.expunge_all()


def organizer(installation: Installation) -> Person:
    return make_person(installation.session, installation.ministry, roles=[Role.ORGANIZER])


def entries(installation: Installation) -> list[RelationEvent]:
    return list(installation.session.scalars(select(RelationEvent).order_by(RelationEvent.position)))


def names(content: bytes, signer: Installation) -> dict[str, str]:
    return dict(unpack(content, trusted={signer.key: arrival_signer(signer)}).hashes)


def test_a_dossier_travels_and_comes_back_with_the_same_hashes(two: Two) -> None:  # noqa: F811 - the fixture
    home, abroad = two
    fill(home)
    make_ministry(abroad.session, "AZ", slug="az-ministry")
    trust(abroad.folder, home.key, "Ankara")
    sent = home.bundle()
    assert sorted(name.split("/")[0] for name in names(sent, home)) == ["dossiers", "papers", "practices"]
    abroad.take(sent)
    arrived = entries(abroad)
    assert {(one.kind, one.circle, one.arrived_from) for one in arrived} == {
        (EventKind.TRAINING, Circle.TWO_INSTITUTIONS, "Ankara"),
        (EventKind.AGREEMENT, Circle.TWO_INSTITUTIONS, "Ankara"),
    }
    person = organizer(abroad)
    for one in arrived:
        open_entry(abroad.session, actor=actor_for(person), entry_id=one.id, is_open=True, now=START)
    publish(abroad, "foster-care")
    returned = abroad.bundle()
    assert names(returned, abroad) == names(sent, home)
    abroad.take(sent)  # a second time changes nothing
    assert len(entries(abroad)) == 2


def test_what_the_two_keep_between_them_does_not_leave(two: Two) -> None:  # noqa: F811 - the fixture
    home, _abroad = two
    fill(home)
    opened = unpack(home.bundle(), trusted={home.key: arrival_signer(home)})
    text = opened.files["dossiers/az-tr.json"].decode()
    for hidden in ("Kept secret", "Stated by one", "Taken out"):
        assert hidden not in text
    assert "Memorandum signed" in text


def test_an_arrival_is_read_by_the_two_until_one_of_them_opens_it(two: Two) -> None:  # noqa: F811 - the fixture
    home, abroad = two
    fill(home)
    make_ministry(abroad.session, "AZ", slug="az-ministry")
    trust(abroad.folder, home.key, "Ankara")
    abroad.take(home.bundle())
    relation_event = entries(abroad)[0]
    assert not can_read_event(Actor.nobody(), relation_event, relation_of(abroad), [])
    stranger = make_person(abroad.session, make_ministry(abroad.session, "KZ"), roles=list(Role))
    with pytest.raises(NotFoundError):
        open_entry(abroad.session, actor=actor_for(stranger), entry_id=relation_event.id, is_open=True, now=START)


def relation_of(installation: Installation) -> Relation:
    return installation.session.scalars(select(Relation)).one()


def test_a_ministry_or_practice_that_is_not_here_is_named_and_nothing_is_kept(two: Two) -> None:  # noqa: F811
    home, abroad = two
    fill(home)
    trust(abroad.folder, home.key, "Ankara")
    with pytest.raises(InvalidError) as refused:
        abroad.take(home.bundle())
    assert "There is no ministry az-ministry" in str(refused.value)
    abroad.session.rollback()
    assert entries(abroad) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"entries": "none"}, "cannot be read"),
        ({"between": ["tr-ministry"]}, "There is no ministry"),
        ({"title": 7}, "cannot be read"),
    ],
)
def test_a_dossier_that_cannot_be_read_is_refused_with_the_reason(
    two: Two,  # noqa: F811 - the fixture
    change: dict[str, object],
    reason: str,
) -> None:
    home, abroad = two
    fill(home)
    make_ministry(abroad.session, "AZ", slug="az-ministry")
    trust(abroad.folder, home.key, "Ankara")
    opened = unpack(home.bundle(), trusted={home.key: arrival_signer(home)})
    files: dict[str, object] = dict(opened.files)
    files["dossiers/az-tr.json"] = json.loads(opened.files["dossiers/az-tr.json"]) | change
    with pytest.raises(InvalidError) as refused:
        abroad.take(pack(files, key=own_key(home.folder), made_by="x"))
    assert reason in str(refused.value)


def test_a_changed_paper_is_refused_by_name(two: Two) -> None:  # noqa: F811 - the fixture
    home, abroad = two
    fill(home)
    trust(abroad.folder, home.key, "Ankara")
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(home.bundle())) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"exchanged", b"exchangeD") if name.startswith("papers/") else content)
    with pytest.raises(InvalidError) as refused:
        abroad.take(changed.getvalue())
    assert "papers/" in str(refused.value)
    assert "was changed after the bundle was signed" in str(refused.value)


def run(installation: Installation, command: Command, *words: str | Path) -> Result:
    installation.session.commit()
    with installation.app.app_context():
        return CliRunner().invoke(command, [str(word) for word in words])


def test_the_commands_carry_a_bundle_there_and_back(two: Two, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    home, abroad = two
    fill(home)
    make_ministry(abroad.session, "AZ", slug="az-ministry")
    path = tmp_path / "ankara.bundle"
    written = run(home, export, "--format", "bundle", "--ministry", "tr-ministry", path)
    assert f"signed with {home.key}" in written.output
    refused = run(abroad, import_, path)
    assert isinstance(refused.exception, InvalidError)
    assert home.key in str(refused.exception)
    assert run(home, bundle, "key").output.strip() == home.key
    assert run(abroad, bundle, "trust", home.key, "Ankara").exit_code == 0
    assert "practices/foster-care.json: new" in run(abroad, import_, path).output
    assert "dossiers/az-tr.json: here already" in run(abroad, import_, path).output
    broken = bytearray(path.read_bytes())
    broken[len(broken) // 2] ^= 0x01
    path.write_bytes(bytes(broken))
    assert isinstance(run(abroad, import_, path).exception, InvalidError)


def test_the_same_command_writes_a_folder_and_a_bundle_needs_its_ministry(
    two: Two,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    home, _abroad = two
    fill(home)
    written = run(home, export, tmp_path / "folder")
    assert written.output.startswith("1 practices"), written.output
    assert (tmp_path / "folder" / "SHA256SUMS").exists()
    refused = run(home, export, "--format", "bundle", tmp_path / "a.bundle")
    assert refused.exit_code == 2  # a wrong call
    assert "Name it with --ministry" in refused.output


def test_a_practice_alone_takes_no_dossier_along(two: Two) -> None:  # noqa: F811 - the fixture
    home, _abroad = two
    fill(home)
    assert list(names(home.bundle("foster-care"), home)) == ["practices/foster-care.json"]
