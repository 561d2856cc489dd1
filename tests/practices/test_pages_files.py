"""From a Word file to a draft: shown for confirmation, placed by the person, nothing lost."""

import io
import json
from typing import Any

import docx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.practices.models import Practice, TextPicture, Visibility, pieces_from_json
from tests.factories.accounts import make_ministry, make_person
from tests.practices.browsing import CARD, Desk, fields_of
from tests.support.browser import Browser
from tests.text import files

WORDS = {
    "problem": "Uşaqlar müəssisədə böyüyürdü.",
    "difficulties": "Ailələri tapmaq çətin oldu.",
    "appendix": "Bu cümlə heç bir sahəyə aid deyil.",
}


def practice_file(document: docx.document.Document) -> None:
    """As a ministry writes it: a title, an opening paragraph, headings, a list, a table, a picture, an appendix."""
    document.add_heading("Himayədar ailə xidməti", 0)
    document.add_paragraph("Xidmət uşağı müəssisə əvəzinə ailəyə yerləşdirir.")
    document.add_heading("1. Problem", 1)
    document.add_paragraph(WORDS["problem"])
    document.add_picture(io.BytesIO(files.photograph()))
    document.add_heading("2. İcra mərhələləri", 1)
    document.add_paragraph("2022: Qanun hazırlandı", style="List Bullet")
    document.add_paragraph("Ailələr seçildi", style="List Bullet")
    document.add_heading("3. Nəticələr", 1)
    table = document.add_table(3, 2)
    cells = ("İl", "Himayədar ailədə uşaqlar", "2024", "24", "2025", "53")
    for cell, text in zip([cell for row in table.rows for cell in row.cells], cells, strict=True):
        cell.text = text
    document.add_heading("4. Çətinliklər", 1)
    document.add_paragraph(WORDS["difficulties"])
    document.add_heading("Əlavələr", 1)
    document.add_paragraph(WORDS["appendix"])


def chosen(content: bytes | None = None, name: str = "praktika.docx") -> tuple[io.BytesIO, str]:
    return io.BytesIO(files.word(fill=practice_file) if content is None else content), name


@pytest.fixture
def desk(session: Session, browser: Browser) -> Desk:
    return Desk(session, browser)


@pytest.fixture
def slug(desk: Desk) -> str:
    answer = desk.publisher.post("/practices/new", {"lang": "en", "level": "national", "do": "file", "file": chosen()})
    assert answer.status == 303, answer.text
    return str(answer.location).removeprefix("/practices/").removesuffix("/place")


def place(desk: Desk, slug: str, **typed: Any) -> int:
    page = desk.publisher.get(f"/practices/{slug}/place")
    version = page.one("input[name=version]")["value"]
    return desk.publisher.post(f"/practices/{slug}/place", {"version": version, **typed}).status


def test_the_file_is_shown_for_confirmation_before_anything_is_filled(desk: Desk, slug: str) -> None:
    page = desk.publisher.get(f"/practices/{slug}/place")
    groups = {fold.select_one("h2").get_text(): fold.get_text() for fold in page.all(".ex-places details.ex-fold")}  # type: ignore[union-attr]
    assert WORDS["problem"] in groups["Problem addressed"]
    assert WORDS["difficulties"] in groups["What did not work"]
    assert WORDS["appendix"] in groups["Not placed"]
    shown = fields_of(desk.publisher.get(f"/practices/{slug}/edit"))
    assert (shown["title"], shown["lang"]) == ("Himayədar ailə xidməti", "az")
    assert shown["problem"] == ""


def test_signs_that_are_letters_of_the_file_show_as_they_stood_in_it(desk: Desk) -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_heading("Əlavələr", 1)
        document.add_paragraph("# 5 nömrəli əmr, <b>qeyd</b>, 2 < 3 və a*b")

    typed = {"lang": "az", "level": "national", "do": "file", "file": chosen(files.word(fill=fill))}
    page = desk.publisher.get(str(desk.publisher.post("/practices/new", typed).location))
    assert "# 5 nömrəli əmr, <b>qeyd</b>, 2 < 3 və a*b" in [one.get_text() for one in page.all(".ex-piece__text")]


def test_pieces_go_into_their_fields_and_the_rest_waits_with_the_draft(desk: Desk, slug: str) -> None:
    assert place(desk, slug, do="place") == 303
    page = desk.publisher.get(f"/practices/{slug}/edit")
    shown = fields_of(page)
    assert shown["summary"] == "Xidmət uşağı müəssisə əvəzinə ailəyə yerləşdirir."
    assert shown["problem"].startswith(WORDS["problem"])
    assert (shown["steps-0-when"], shown["steps-0-what"]) == ("2022", "Qanun hazırlandı")
    assert shown["steps-1-what"] == "Ailələr seçildi"
    assert (shown["results-1-indicator"], shown["results-1-value"], shown["results-1-period"]) == (
        "Himayədar ailədə uşaqlar", "53", "2025",
    )  # fmt: skip
    assert "2 pieces of your file are not placed yet" in page.text, "a heading and its sentence"
    picture = desk.session.scalars(select(TextPicture)).one()
    assert f"![](/practices/pictures/{picture.id})" in shown["problem"]


def test_a_piece_is_moved_to_another_field_and_back(desk: Desk, slug: str) -> None:
    pieces = pieces_from_json(desk.practice_revision(slug).not_placed)
    number = next(at for at, piece in enumerate(pieces) if piece.text == WORDS["appendix"])
    place(desk, slug, do="move", piece=str(number), to="lessons")
    place(desk, slug, do="place")
    assert fields_of(desk.publisher.get(f"/practices/{slug}/edit"))["lessons"] == WORDS["appendix"]


def test_a_piece_that_was_left_out_can_be_brought_back_until_the_fields_are_filled(desk: Desk, slug: str) -> None:
    place(desk, slug, do="drop", piece="0")
    place(desk, slug, do="move", piece="0", to="summary")
    place(desk, slug, do="drop", piece=[str(number) for number in range(1, 40)])
    place(desk, slug, do="place")
    revision = desk.practice_revision(slug)
    assert revision.not_placed == []
    assert fields_of(desk.publisher.get(f"/practices/{slug}/edit"))["problem"] == ""


def test_what_was_typed_is_saved_before_the_file_is_read_and_is_not_overwritten(desk: Desk) -> None:
    slug = desk.begin()
    typed = desk.sent_form(slug, problem="Bunu əllə yazdım.", do="file") | {"file": chosen()}
    assert desk.publisher.post(f"/practices/{slug}/edit", typed).status == 303
    place(desk, slug, do="place")
    shown = fields_of(desk.publisher.get(f"/practices/{slug}/edit"))
    assert shown["title"] == CARD["title"]
    assert shown["problem"].startswith("Bunu əllə yazdım.\n\n" + WORDS["problem"])


def test_a_file_that_cannot_be_read_leaves_everything_typed_and_says_why(desk: Desk) -> None:
    slug = desk.begin()
    for content, sentence in ((b"", "is not a .docx"), (b"%PDF-1.7", "is damaged")):
        typed = desk.sent_form(slug, summary="Yeni xülasə", do="file") | {"file": chosen(content)}
        answer = desk.publisher.post(f"/practices/{slug}/edit", typed)
        assert answer.status == 422
        assert sentence in answer.one(".ex-drop__note").get_text()
        assert fields_of(answer)["summary"] == "Yeni xülasə"


def test_a_script_is_told_each_step_and_where_to_go(desk: Desk) -> None:
    typed = {"lang": "az", "level": "national", "do": "file", "file": chosen()}
    answer = desk.publisher.post("/practices/new", typed, headers={"Accept": "application/x-ndjson"})
    lines = [json.loads(line) for line in answer.html.splitlines()]
    assert [line["step"] for line in lines[:-1]] == [[1, 4], [2, 4], [3, 4]]
    assert lines[-1]["go"].endswith("/place")
    broken = desk.publisher.post(
        "/practices/new", typed | {"file": chosen(b"%PDF-")}, headers={"Accept": "application/x-ndjson"}
    )
    assert "is damaged" in json.loads(broken.html)["fault"]


def test_two_who_place_at_once_do_not_overwrite_each_other(desk: Desk, slug: str) -> None:
    stale = desk.publisher.get(f"/practices/{slug}/place").one("input[name=version]")["value"]
    place(desk, slug, do="move", piece="0", to="lessons")
    assert desk.publisher.post(f"/practices/{slug}/place", {"version": stale, "do": "place"}).status == 409


def test_a_picture_is_kept_and_shown_to_those_who_may_read_its_text(desk: Desk, browser: Browser) -> None:
    slug = desk.begin(difficulties="Söz", circle_difficulties="ministry", visibility="members")
    file = {"file": (io.BytesIO(files.photograph()), "a.jpg")}
    told = desk.publisher.post(f"/practices/{slug}/pictures", file, headers={"Accept": "application/json"})
    address = json.loads(told.html)["address"]
    assert desk.publisher.raw(address).mimetype == "image/webp"
    assert address in desk.publisher.get(f"/practices/{slug}/pictures").html

    reader = browser.another().sign_in(make_person(desk.session, make_ministry(desk.session, "TR")))
    assert reader.raw(address).status_code == 404, "not cleared yet"
    publish(desk, slug, problem=f"![Otaq]({address})")
    assert reader.raw(address).status_code == 200
    assert reader.get(f"/practices/{slug}").one(f'.ex-prose img[src="{address}"]')["alt"] == "Otaq"
    assert browser.another().raw(address).status_code == 404, "members read it, visitors do not"

    practice = desk.practice(slug)
    practice.field_visibility = {"problem": Visibility.MINISTRY.value}
    desk.session.commit()
    assert reader.raw(address).status_code == 404, "narrowing the part takes its picture along"


def test_a_picture_that_is_none_is_refused(desk: Desk) -> None:
    slug = desk.begin()
    answer = desk.publisher.post(f"/practices/{slug}/pictures", {"file": (io.BytesIO(b"<svg/>"), "a.png")})
    assert answer.status == 422
    assert "not a picture" in answer.one(".govuk-error-message").get_text()


def publish(desk: Desk, slug: str, **typed: Any) -> None:
    desk.publisher.post(f"/practices/{slug}/edit", desk.sent_form(slug, do="send", **typed))
    version = desk.officer.get(f"/practices/{slug}/review").one("input[name=version]")["value"]
    decision = {"version": version, "decision": "clear", "document_number": "1/26", "remark": ""}
    assert desk.officer.post(f"/practices/{slug}/review", decision).status == 303
    assert desk.session.scalars(select(Practice).where(Practice.slug == slug)).one().published_revision_id
