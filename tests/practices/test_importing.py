"""Folders of practices: read strictly, written all together, as often as one likes."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exchange.accounts.service.ministries import import_ministries
from exchange.demo import content
from exchange.kernel.actor import Role
from exchange.kernel.errors import InvalidError
from exchange.kernel.translated import Translated
from exchange.practices.cli.bringing import import_folders
from exchange.practices.importing import (
    Imported,
    Outcome,
    PracticeFolder,
    import_practices,
    laid_out,
    read_folder,
    read_organisations,
)
from exchange.practices.models import Attachment, Practice, PracticeState, Revision, Section, TextState, Visibility
from exchange.practices.models.rows import to_json
from exchange.practices.queries.desk import whole
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.service.filling import content_hash, draft_of
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for, make_person
from tests.support.clock import START

NAMES = content.DATA / "organisations.yaml"
FOSTER = content.PRACTICES / "tr-koruyucu-aile"


@pytest.fixture
def ground(session: Session) -> Session:
    """Taxonomy and ministries, as before any import."""
    import_taxonomy(session)
    import_ministries(session, content.MINISTRIES, now=START)
    return session


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of one practice, to be spoilt."""
    return Path(shutil.copytree(FOSTER, tmp_path / FOSTER.name))


def _read(path: Path) -> PracticeFolder:
    return laid_out(read_folder(path, read_organisations(NAMES)))


def _published(session: Session, done: Imported) -> tuple[Practice, Revision]:
    session.expunge_all()
    [practice] = whole(session, [done.practice_id])
    assert practice.published_revision is not None
    return practice, practice.published_revision


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_practice_of_the_demonstration_comes_in_with_all_its_languages(ground: Session) -> None:
    folders = [_read(path) for path in content.practice_folders()]
    done = import_practices(ground, folders, now=START, document_number="12/1")
    assert {one.outcome for one in done} == {Outcome.MADE}
    practices = ground.scalars(select(Practice)).all()
    assert len(practices) == len(folders) == 22
    assert {practice.state for practice in practices} == {PracticeState.PUBLISHED}
    assert all(practice.published_revision_id for practice in practices)


def test_a_practice_keeps_what_its_folder_says(ground: Session) -> None:
    [done] = import_practices(ground, [_read(FOSTER)], now=START, document_number="12/1")
    practice, revision = _published(ground, done)
    assert (practice.visibility, practice.review_level, practice.is_transferred) == (Visibility.PUBLIC, 2, True)
    assert {text.language: text.state for text in revision.texts} == {
        "az": TextState.CURRENT,
        "en": TextState.CURRENT,
        "ru": TextState.CURRENT,
        "tr": TextState.OFFICIAL,
    }
    assert [theme.code for theme in revision.themes] == ["cp.foster", "cp.alt", "cp.nopar", "cp.deinst"]
    assert revision.rows.results[0].value == 515
    assert revision.rows.results[0].stated_by["tr"] == "Aile ve Sosyal Hizmetler Bakanlığı"
    problem = next(section for section in revision.texts[0].sections if section.key is Section.PROBLEM)
    assert problem.html.startswith("<p>Müdafiəyə ehtiyacı olan")


def test_the_hash_in_the_revision_is_that_of_its_content(ground: Session) -> None:
    [done] = import_practices(ground, [_read(FOSTER)], now=START, document_number="12/1")
    practice, revision = _published(ground, done)
    assert revision.content_hash == content_hash(draft_of(revision, practice.country))


def test_the_same_folder_again_changes_nothing_and_a_changed_one_is_a_new_revision(
    ground: Session, folder: Path
) -> None:
    import_practices(ground, [_read(folder)], now=START, document_number="12/1")
    ground.expunge_all()
    [again] = import_practices(ground, [_read(folder)], now=START, document_number="12/1")
    assert again.outcome is Outcome.SAME
    ground.expunge_all()
    _edit(folder / "tr.md", "## problem", "## problem\n\nYeni bir cümle.")
    [changed] = import_practices(ground, [_read(folder)], now=START, document_number="12/2")
    assert changed.outcome is Outcome.CHANGED
    assert ground.scalars(select(Revision.number).order_by(Revision.number)).all() == [1, 2]


def test_without_a_written_ok_it_stays_a_draft_of_its_author(ground: Session) -> None:
    [done] = import_practices(ground, [_read(FOSTER)], now=START)
    practice = ground.get_one(Practice, done.practice_id)
    assert practice.state is PracticeState.DRAFT
    assert practice.published_revision_id is None


def test_the_first_publisher_of_the_ministry_is_its_author(ground: Session) -> None:
    turkiye = {row.slug: row for row in import_ministries(ground, content.MINISTRIES, now=START)}[
        "tr-family-social-services"
    ]
    publisher = make_person(ground, turkiye, roles=[Role.PUBLISHER])
    import_practices(ground, [_read(FOSTER)], now=START)
    assert load_for_desk(ground, actor=actor_for(publisher), slug=FOSTER.name).created_by == publisher.id


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("practice.yaml", "level: national", "level: national\nlevle: national", "practice.yaml 1"),
        ("practice.yaml", "value: 515", "value: many", "practice.yaml 1"),
        ("practice.yaml", "visibility: public", "visibility: everybody", "practice.yaml 1"),
        ("practice.yaml", "slug: tr-koruyucu-aile", "slug: tr-other", "slug"),
        ("practice.yaml", "slug: tr-koruyucu-aile", "slug: [", "practice.yaml"),
        (
            "practice.yaml",
            "visibility: public",
            "visibility: public\nfield_visibility: {prices: members}",
            "field_visibility",
        ),
        ("practice.yaml", "visibility: public", "visibility: public\nnew_to: everybody", "new_to"),
        (
            "practice.yaml",
            "visibility: public",
            "visibility: public\nfiles: [{kind: book, link: 'https://a.example'}]",
            "files",
        ),
        (
            "practice.yaml",
            "visibility: public",
            "visibility: public\nfiles: [{kind: law, link: 'http://a.example'}]",
            "files",
        ),
        ("az.md", "## problem", "## problems", "az.md"),
        ("az.md", "## lessons", "## problem", "az.md"),
        ("az.md", "### keep", "### maybe", "az.md"),
        ("ru.md", "title:", "titel:", "ru.md"),
    ],
)
def test_what_cannot_be_read_is_named(folder: Path, file: str, old: str, new: str, named: str) -> None:
    _edit(folder / file, old, new)
    with pytest.raises(InvalidError) as refused:
        read_folder(folder)
    assert named in refused.value.fields


def test_a_missing_language_file_is_named(folder: Path) -> None:
    (folder / "ru.md").unlink()
    with pytest.raises(InvalidError) as refused:
        read_folder(folder)
    assert list(refused.value.fields) == ["ru.md"]


def test_one_unknown_code_keeps_all_folders_out(ground: Session, folder: Path) -> None:
    _edit(folder / "practice.yaml", "themes: [cp.foster", "themes: [cp.unheard")
    good = _read(content.PRACTICES / "az-dost-centres")
    with pytest.raises(InvalidError, match=r"cp\.unheard"):
        import_practices(ground, [good, _read(folder)], now=START)
    assert ground.scalar(select(func.count()).select_from(Practice)) == 0


def _command(app: Flask, *arguments: object) -> Result:
    with app.app_context():
        return CliRunner().invoke(import_folders, [str(one) for one in (*arguments, "--organisations", NAMES)])


def test_the_command_brings_in_the_good_folders_and_names_what_is_wrong_in_the_others(
    app: Flask, ground: Session, folder: Path
) -> None:
    ground.commit()
    _edit(folder / "az.md", "## problem", "## problems")
    result = _command(app, folder, content.PRACTICES / "az-dost-centres")
    assert result.exit_code == 1
    assert result.stdout == "az-dost-centres: made\n"
    assert result.stderr.startswith("tr-koruyucu-aile: az.md: ")
    assert "1 of 2 not imported." in result.stderr
    ground.rollback()
    assert ground.scalars(select(Practice.slug)).all() == ["az-dost-centres"]


def test_of_a_folder_that_the_database_refuses_nothing_stays(app: Flask, ground: Session, folder: Path) -> None:
    ground.commit()
    _edit(folder / "practice.yaml", "themes: [cp.foster", "themes: [cp.unheard")
    result = _command(app, folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "tr-koruyucu-aile: “cp.unheard” is not known here.\n" in result.stderr
    ground.rollback()
    assert ground.scalar(select(func.count()).select_from(Practice)) == 0


def test_the_command_imports_a_folder_of_folders(app: Flask, ground: Session, folder: Path) -> None:
    ground.commit()
    result = _command(app, folder.parent, "--cleared", "12/1")
    assert result.output == "tr-koruyucu-aile: made\n"
    assert result.exit_code == 0


def test_every_optional_key_is_taken_over(ground: Session, folder: Path) -> None:
    more = """visibility: public
field_visibility: {costs: members, difficulties: partners}
objectives: [{text: {en: Fewer children, tr: Daha az çocuk}, target: {en: "90 percent"}, by_when: "2027"}]
new_to: country
staff_fte: 12.5
funding_source: {en: State budget, tr: Devlet bütçesi}
files: [{kind: manual, title: {en: Handbook}, link: "https://www.example.org/a", language: tr, licence: CC BY 4.0}]
started_note: {en: The year is not stated.}
status_note: {en: One part was stopped.}
legal_acts_note: {en: No act is named.}
"""
    _edit(folder / "practice.yaml", "visibility: public\n", more)
    [done] = import_practices(ground, [_read(folder)], now=START, document_number="12/1")
    practice, revision = _published(ground, done)
    rows = revision.rows
    assert practice.field_visibility == {"costs": "members", "difficulties": "partners"}
    assert (rows.objectives[0].text["tr"], rows.objectives[0].by_when) == ("Daha az çocuk", "2027")
    assert (rows.new_to, rows.staff_fte, rows.funding_source["tr"]) == ("country", 12.5, "Devlet bütçesi")
    assert rows.files == (
        Attachment("manual", Translated({"en": "Handbook"}), "https://www.example.org/a", "tr", "CC BY 4.0"),
    )
    notes = (rows.started_note, rows.status_note, rows.legal_acts_note)
    assert [note["en"] for note in notes] == ["The year is not stated.", "One part was stopped.", "No act is named."]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("not available", {"en": "Not available"}),
        ("{en: Under review., tr: İnceleniyor.}", {"en": "Under review.", "tr": "İnceleniyor."}),
        ("Under review.", {"en": "Under review."}),
    ],
)
def test_the_note_on_costs_stands_as_it_was_written(folder: Path, written: str, kept: dict[str, str]) -> None:
    _edit(folder / "practice.yaml", "visibility: public", f"visibility: public\ncost_note: {written}")
    notes = read_folder(folder).draft.rows.notes
    assert kept.items() <= notes.items()


def test_a_ministry_that_stated_a_figure_is_called_by_its_name(ground: Session, folder: Path) -> None:
    _edit(folder / "practice.yaml", "stated_by: tr-ministry", "stated_by: tr-family-social-services")
    [done] = import_practices(ground, [_read(folder)], now=START, document_number="12/1")
    _practice, revision = _published(ground, done)
    assert len(revision.rows.results[0].stated_by) > 1


def test_what_a_file_leaves_out_is_empty_and_never_the_word_none() -> None:
    for path in content.practice_folders():
        folder = read_folder(path)
        assert folder.draft.ended != "None"
        assert "None" not in json.dumps(to_json(folder.draft.rows), ensure_ascii=False), path.name


def test_a_text_that_notepad_saved_is_read(folder: Path) -> None:
    """It begins with the mark of UTF-8 and ends its lines as Windows does."""
    kept = _read(folder)
    for path in folder.glob("??.md"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert _read(folder) == kept
