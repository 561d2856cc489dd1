"""A practice taken along: tagged PDF, Word with every field, exact versions with their check values, references."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pypdf
import pypdfium2
import pytest
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.actor import Role
from exchange.kernel.translated import Translated
from exchange.papers import pdf
from exchange.papers.pdf import why_no_pdf
from exchange.practices.models import (
    Attachment,
    Cost,
    Digital,
    LegalAct,
    Objective,
    Partner,
    Practice,
    Precondition,
    Result,
    RevisionCode,
    Rows,
    Section,
    Source,
    Step,
    Visibility,
)
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import SAID, make_practice
from tests.support.browser import Browser

_ASKING = "import sys; from exchange.papers import pdf; sys.exit(bool(pdf.why_no_pdf()) or 'weasyprint' in sys.modules)"
needs_pdf = pytest.mark.skipif(bool(why_no_pdf()), reason=why_no_pdf())
AZ = "Şəhid ailələri, qazilər: ğ ı ö ç"
ROWS = Rows(
    objectives=(Objective(Translated({"az": "Hədəf bir"}), Translated({"az": "60 uşaq"}), "2026"),),
    new_to="country",
    steps=(Step("2023-11", Translated({"az": "İlk yerləşdirmə"}), Translated({"az": "Agentlik"})),),
    partners=(Partner(Translated({"az": "UNICEF tərəfdaş"}), Translated({"az": "Təlim verdi"})),),
    legal_acts=(LegalAct("decree", "229", "2022-02-15", Translated({"az": "Fərman mətni"}), "https://example.org/a"),),
    legal_acts_note=Translated({"az": "Akt qeydi"}),
    results=(
        Result(Translated({"az": "Uşaqlar"}), 53, "children", "2025-09", "Hesabat 5", "", "Reyestr", SAID),
        Result(Translated({"az": "Ailələr"}), 40, "families", "2025", "Hesabat 6", "", "Sorğu", SAID),
    ),
    costs=(Cost("yearly", 3_500_000, "AZN", "2025", Translated({"az": "Ödənişlər"}), "Büdcə 7"),),
    staff_fte=12.5,
    funding_source=Translated({"az": "Dövlət büdcəsi"}),
    preconditions=(Precondition("legal_base", "essential"),),
    sources=(Source("S5", "https://example.org/s5", "2025-09-06", "press"),),
    digital=Digital(
        (Translated({"az": "Əhali reyestri"}),), Translated({"az": "FİN"}), Translated({"az": "SMS razılıq"}), "no"
    ),
    age_bands=("0-3",),
    offers=("call",),
    based_on=(Translated({"az": "Türkiyə təcrübəsi"}),),
    files=(Attachment("law", Translated({"az": "Qanun sənədi"}), "https://example.org/law", "az", "CC BY 4.0"),),
    sdg=("16.2",),
    awards=(Translated({"az": "ISSA mükafatı"}),),
    notes=Translated({"az": "Xərc qeydi"}),
    status_note=Translated({"az": "Vəziyyət qeydi"}),
)  # fmt: skip
EVERY_FIELD = (
    "Himayədar ailə", "Sosial Xidmətlər Agentliyi", "Himayədar ailə şöbəsi", "Hədəf bir", "60 uşaq", "İlk yerləşdirmə",
    "UNICEF tərəfdaş", "Təlim verdi", "Fərman mətni", "229", "Akt qeydi", "Uşaqlar", "53", "Ailələr", "40",
    "3.500.000", "Ödənişlər", "12,5", "Dövlət büdcəsi", "https://example.org/s5", "Əhali reyestri", "FİN",
    "SMS razılıq", "0–3", "Agentlik",
    "Türkiyə təcrübəsi", "Qanun sənədi", "CC BY 4.0", "16.2", "ISSA mükafatı", "Xərc qeydi", "Vəziyyət qeydi",
)  # fmt: skip
PANDOC = shutil.which("pandoc")
RICH = (
    "<ul><li>bir<ul><li>iki</li></ul></li></ul><blockquote><p>sitat</p></blockquote>"
    "<table><thead><tr><th>Baş</th><th>Say</th></tr></thead><tbody><tr><td>Bakı</td><td>31</td></tr></tbody></table>"
)
NOTES = ("Hesabat 5", "Reyestr", "Hesabat 6", "Sorğu", "Büdcə 7")


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    import_taxonomy(session)
    own = make_ministry(session, "AZ")
    return {"author": make_person(session, own, roles=[Role.PUBLISHER]), "stranger": make_person(session, None)}


@pytest.fixture
def practice(session: Session, people: dict[str, Person]) -> Practice:
    sections = {key: f"{AZ} {key.value}" for key in Section}
    ministry = people["author"].ministry
    assert ministry is not None
    made = make_practice(
        session,
        ministry,
        visibility=Visibility.PUBLIC,
        author=people["author"],
        texts={"az": "Himayədar ailə", "ru": "Попечительская семья"},
        sections=sections,
        slug="az-whole",
        review_level=2,
    )
    made.revisions[0].rows = ROWS
    made.revisions[0].evidence_claim = 1
    made.revisions[0].codes = [
        RevisionCode(kind="target", code="social-workers", position=0),
        RevisionCode(kind="channel", code="mobile-app", position=0),
    ]
    for text in made.revisions[0].texts:
        for section in text.sections:
            if section.key is Section.SOLUTION:
                section.html = f"<p>{AZ} solution</p>{RICH}"
    session.commit()
    return made


def parts(node: Any) -> Iterator[Any]:
    """Every element of the structure tree, in order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from parts(one)
    elif isinstance(node, pypdf.generic.DictionaryObject):
        yield node
        yield from parts(node.get("/K", []))


@needs_pdf
def test_asking_whether_there_are_pdfs_does_not_load_what_makes_them() -> None:
    asked = subprocess.run([sys.executable, "-c", _ASKING], check=False)
    assert asked.returncode == 0


@needs_pdf
@pytest.mark.parametrize(("lang", "word"), [("az", AZ), ("ru", "Попечительская семья")])
def test_a_pdf_carries_tags_its_language_and_heads_of_its_tables(
    practice: Practice, browser: Browser, lang: str, word: str
) -> None:
    answer = browser.raw(f"/practices/{practice.slug}.pdf?text={lang}")
    assert answer.mimetype == "application/pdf"
    content = answer.get_data()
    pdf = pypdf.PdfReader(io.BytesIO(content))
    root: Any = pdf.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], bool(pdf.metadata and pdf.metadata.title)) == (
        lang,
        True,
        True,
    )
    tree: list[Any] = list(parts(root["/StructTreeRoot"]))
    kinds = [node.get("/S") for node in tree]
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/THead", "/TH", "/TD", "/Caption", "/Link"} <= set(kinds)
    assert kinds.count("/H1") == 1
    tables = [node for node in tree if node.get("/S") == "/Table"]
    for table in tables:
        inside = list(parts(table["/K"]))
        assert [node for node in inside if node.get("/S") == "/TH"]
        data = [node.get("/A") for node in inside if node.get("/S") == "/TD"]
        assert all("/Headers" in str(one) for one in data), "a cell does not name its heads"
    words = pypdfium2.PdfDocument(content)
    shown = " ".join(words[number].get_textpage().get_text_range() for number in range(len(words)))
    assert word in " ".join(shown.split())
    assert {note for note in NOTES if note in shown} == set(NOTES)


@pytest.fixture
def word(practice: Practice, browser: Browser) -> bytes:
    answer = browser.raw(f"/practices/{practice.slug}.docx?text=az")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="az-whole-v1-az.docx"')
    content: bytes = answer.get_data()
    return content


def test_a_word_file_holds_every_field(word: bytes) -> None:
    document = docx.Document(io.BytesIO(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    shown = "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    lacking = [field for field in EVERY_FIELD if field not in shown]
    lacking += [key.value for key in Section if f"{AZ} {key.value}" not in shown and key is not Section.ADAPT]
    assert lacking == []
    assert [p.text for p in document.paragraphs if p.style is not None and p.style.name == "List Bullet 2"] == ["iki"]
    assert "Bakı" in cells
    assert document.core_properties.language == "az-Latn-AZ"
    headed = [table for table in document.tables if "tblHeader" in table.rows[0]._tr.xml]  # noqa: SLF001 - python-docx shows it nowhere else
    assert len(headed) >= 6


def test_the_same_text_is_the_same_file_at_any_hour(
    word: bytes, practice: Practice, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1.9e9)  # the hour of the machine, which is not the clock of the service
    assert browser.raw(f"/practices/{practice.slug}.docx?text=az").data == word


@needs_pdf
def test_a_pdf_is_made_once_for_the_same_text_and_anew_for_another(practice: Practice, browser: Browser) -> None:
    path = f"/practices/{practice.slug}.pdf?text=az"
    first = browser.raw(path).data
    assert browser.raw(path).data == first
    practice.revisions[0].texts[0].title = "Başqa ad"
    assert browser.raw(path).data != first


@needs_pdf
def test_the_fonts_of_pdfs_are_unpacked_once(practice: Practice, browser: Browser) -> None:
    browser.raw(f"/practices/{practice.slug}.pdf?text=az")
    before = pdf._unpacked.cache_info()  # noqa: SLF001 - how often is what it is about
    practice.revisions[0].texts[0].title = "Yenə başqa ad"
    browser.raw(f"/practices/{practice.slug}.pdf?text=az")
    after = pdf._unpacked.cache_info()  # noqa: SLF001 - the same
    assert (after.misses, after.hits > before.hits) == (before.misses, True)


def test_figures_carry_footnotes(word: bytes) -> None:
    document = docx.Document(io.BytesIO(word))
    notes = next(part for part in document.part.package.parts if part.partname == "/word/footnotes.xml").blob.decode()
    assert [note for note in NOTES if note not in notes] == []
    assert document.element.xml.count("w:footnoteReference ") == notes.count("<w:footnoteRef/>") == 3


@pytest.mark.skipif(PANDOC is None, reason="pandoc is not installed")
def test_pandoc_reads_the_word_file(word: bytes, tmp_path: Path) -> None:
    path = tmp_path / "practice.docx"
    path.write_bytes(word)
    read = subprocess.run([str(PANDOC), str(path), "-t", "markdown"], capture_output=True, text=True, check=True).stdout
    assert "[^1]:" in read
    assert "Hədəf bir" in read


def test_the_check_value_is_the_sum_of_the_version_file(practice: Practice, browser: Browser) -> None:
    content = browser.raw(f"/practices/{practice.slug}/v/1.json").get_data()
    value = hashlib.sha256(content).hexdigest()
    page = browser.get(f"/practices/{practice.slug}/v/1/cite")
    assert page.one(".ex-check").get_text() == value
    assert value in page.one(".ex-cite").get_text()
    assert json.loads(content)["texts"]["az"]["sections"]["difficulties"].startswith(AZ)


def test_what_is_narrower_is_not_in_the_version_file_for_anyone(
    session: Session, practice: Practice, people: dict[str, Person], browser: Browser
) -> None:
    practice.field_visibility = {"difficulties": "ministry", "costs": "members"}
    session.commit()
    address = f"/practices/{practice.slug}/v/1.json"
    outside = browser.raw(address).get_data()
    assert outside == browser.another().sign_in(people["author"]).raw(address).get_data()
    assert "difficulties" not in outside.decode()
    assert "3500000" not in outside.decode()


def test_references_for_programs(practice: Practice, browser: Browser) -> None:
    base = f"/practices/{practice.slug}/v/1/cite"
    item = json.loads(browser.raw(f"{base}.json").get_data())[0]
    assert (item["title"], item["version"], item["issued"]["date-parts"]) == ("Himayədar ailə", "1", [[2026, 3, 10]])
    ris = browser.raw(f"{base}.ris").get_data().decode().split("\r\n")
    assert (ris[0], ris[-2]) == ("TY  - GOVDOC", "ER  - ")
    assert "ET  - Version 1" in ris
    bib = browser.raw(f"{base}.bib").get_data().decode()
    assert bib.startswith("@techreport{exchange-")
    assert bib.count("{") == bib.count("}")
    assert browser.raw(f"{base}.doc").status_code == 404


def test_the_short_address_leads_to_the_version(practice: Practice, browser: Browser) -> None:
    page = browser.get(f"/p/{practice.number}/1", follow=False)
    assert (page.status, page.location) == (302, f"/practices/{practice.slug}/v/1")
    assert browser.get("/p/1/1").status == 404


def test_the_page_carries_linked_data_that_cannot_leave_its_element(
    session: Session, practice: Practice, browser: Browser
) -> None:
    practice.revisions[0].texts[0].title = "</script><script>alert(1)</script>"
    session.commit()
    page = browser.get(f"/practices/{practice.slug}/az")
    script = page.one('script[type="application/ld+json"]')
    assert script.get("nonce")
    assert json.loads(script.get_text())["name"] == "</script><script>alert(1)</script>"
