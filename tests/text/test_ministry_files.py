"""Files as ministries make them: what shows is read whole, what does not show is read too and told apart."""

import io
import unicodedata
from xml.sax.saxutils import escape

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from exchange.kernel.persons import SpotKind, spots
from exchange.text.reading import BlockKind, Fault, UnreadableError, read_document, read_words
from tests.text import files


def paragraph(inner: str) -> bytes:
    """A .docx whose only paragraph is this XML."""
    return files.word(
        fill=lambda document: document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
    )


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


DELETED = paragraph(
    f'{run("Uşaq ailədə qaldı.")}<w:del w:id="1" w:author="a">{run("Aysel Quliyeva, 7 yaş", "delText")}</w:del>'
    f'<w:ins w:id="2" w:author="a">{run(" Nəticə yaxşıdır.")}</w:ins>'
)


def test_an_empty_cell_of_a_word_table_stays_empty() -> None:
    def fill(document: docx.document.Document) -> None:
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(1, 1).text = "İl", "53"

    assert read_document(files.word(fill=fill)).blocks[0].markdown == "| İl |  |\n| --- | --- |\n|  | 53 |"


def test_a_table_inside_a_cell_and_a_picture_beside_it_are_kept() -> None:
    def fill(document: docx.document.Document) -> None:
        cell = document.add_table(1, 2).cell(0, 1)
        cell.paragraphs[0].add_run().add_picture(io.BytesIO(files.photograph()))
        inner = cell.add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "2023", "53"

    document = read_document(files.word(fill=fill))
    assert [block.kind for block in document.blocks] == [BlockKind.TABLE, BlockKind.PICTURE]
    assert document.blocks[0].markdown.splitlines()[0] == "|  | 2023, 53 |"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("# 5 saylı qərar", "\\# 5 saylı qərar"),
        ("> 18 yaş", "\\> 18 yaş"),
        ("+ yeni xidmət", "\\+ yeni xidmət"),
        ("-----", "\\-----"),
        ("yaş <b> qrupu, 5 < 7", "yaş &lt;b> qrupu, 5 < 7"),
        ("1. Ümumi müddəalar", "1. Ümumi müddəalar"),
    ],
)
def test_signs_that_a_person_typed_into_word_stay_signs(typed: str, kept: str) -> None:
    assert read_document(paragraph(run(typed))).blocks[0].markdown == kept


def test_a_heading_is_not_cut_where_its_type_changes() -> None:
    def fill(document: docx.document.Document) -> None:
        heading = document.add_heading("Uşaq", 1)
        heading.add_run("ların").italic = True
        heading.add_run(" hüququ")

    assert read_document(files.word(fill=fill)).blocks[0].markdown == "Uşaqların hüququ"


def test_a_footnote_leads_nowhere_back() -> None:
    note = f'<w:footnote w:id="2"><w:p>{run("Qanun, maddə 5.")}</w:p></w:footnote>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
        "word/_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}" Target="footnotes.xml"/></Relationships>'
        ),
        "word/document.xml": (
            f'<w:document {nsdecls("w")}><w:body><w:p>{run("Mətn")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
            "</w:body></w:document>"
        ),
        "word/footnotes.xml": f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>",
    }
    assert [block.markdown for block in read_document(files.packed(parts)).blocks] == ["Mətn[1]", "1. Qanun, maddə 5."]


def test_a_writer_file_with_the_styles_of_another_program_is_read() -> None:
    doubled = b'<s xmlns:style="a" xmlns:style="b"/>'  # pandoc's; a reader of styles would fail
    assert read_document(files.writer(styles=doubled)).blocks[0].markdown == "Sorun"


def test_notes_frames_heads_and_spans_of_a_writer_file_are_read_and_what_was_deleted_is_not() -> None:
    document = read_document(
        files.writer(
            "<text:tracked-changes><text:deletion><text:p>silindi</text:p></text:deletion></text:tracked-changes>"
            '<text:p>bir<text:s text:c="3"/>iki<text:line-break/>üç<office:annotation><text:p>şərh</text:p>'
            "</office:annotation><text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>qeyd</text:p></text:note-body></text:note></text:p>"
            "<text:p><drawing:frame><drawing:text-box><text:p>çərçivə</text:p></drawing:text-box></drawing:frame></text:p>"
            '<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2">'
            "<text:p>baş</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>"
            '<table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>5</text:p></table:table-cell>'
            "</table:table-row></table:table>"
        )
    )
    assert [block.markdown for block in document.blocks] == [
        "bir iki üç", "qeyd", "çərçivə", "| baş |  |\n| --- | --- |\n| 5 | 5 |",
    ]  # fmt: skip


def test_what_was_deleted_from_a_word_file_and_said_beside_it_is_read_aside() -> None:
    words = read_words(DELETED)
    assert words.shown == "Uşaq ailədə qaldı. Nəticə yaxşıdır."
    assert words.aside == "Aysel Quliyeva, 7 yaş"


def test_heads_and_feet_of_pages_show() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_paragraph("mətn")
        document.sections[0].header.paragraphs[0].text = "Nazirlik"

    words = read_words(files.word(fill=fill))
    assert (words.shown, words.aside) == ("mətn\nNazirlik", "")


def test_the_rows_of_a_spreadsheet_are_read_with_days_as_days() -> None:
    """A list of children has names in shared words and dates of birth as numbers."""
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>'
    own = '<numFmts><numFmt numFmtId="170" formatCode="dd\\.mm\\.yyyy;@"/></numFmts>'
    rows = (
        '<row><c t="s"><v>0</v></c><c s="1"><v>42797</v></c><c t="inlineStr"><is><t>sətirdə</t></is></c></row>'
        '<row><c t="s"><v>1</v></c><c s="2"><v>42797.5</v></c><c s="0"><v>42797</v></c></row><row><c s="1"/></row>'
    )
    note = "<commentList><comment><text><r><t>Ailədən götürülüb</t></r></text></comment></commentList>"
    words = read_words(files.excel(rows, styles=own + styles, comments1=note))
    assert words.shown.splitlines() == [
        "Uşaqlar",
        "Aysel Quliyeva 03.03.2017 sətirdə",
        "Tərtər rayonu 03.03.2017 42797",
    ]
    assert words.aside == "Ailədən götürülüb"


def test_slides_and_the_notes_under_them_are_read() -> None:
    words = read_words(files.slides("Himayədar ailə", notes="Aysel 7 yaşında"))
    assert (words.shown, words.aside) == ("Himayədar ailə", "Aysel 7 yaşında")


def test_an_open_spreadsheet_is_read_by_its_rows() -> None:
    body = (
        '<table:table table:name="Vərəq"><table:table-row><table:table-cell><text:p>Aysel</text:p>'
        "<office:annotation><text:p>şərh</text:p></office:annotation></table:table-cell><table:table-cell>"
        "<text:p>7 yaş</text:p></table:table-cell><table:table-cell table:number-columns-repeated='16382'/>"
        "</table:table-row></table:table>"
    )
    words = read_words(files.writer(body, kind="spreadsheet"))
    assert (words.shown, words.aside) == ("Vərəq\nAysel 7 yaş", "şərh")


def test_a_spreadsheet_becomes_no_text() -> None:
    with pytest.raises(UnreadableError) as refused:
        read_document(files.excel("<row/>"))
    assert refused.value.fault is Fault.UNKNOWN


def test_a_package_damaged_inside_is_called_damaged() -> None:
    content = bytearray(files.word())
    at = content.find(b"word/document.xml") + 40
    for place in range(at, at + 40):
        content[place] ^= 0x55
    with pytest.raises(UnreadableError) as refused:
        read_words(bytes(content))
    assert refused.value.fault is Fault.BROKEN


def test_letters_come_composed() -> None:
    text = "göğüş, Şəki"
    assert read_words(paragraph(run(unicodedata.normalize("NFD", text)))).shown == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (unicodedata.normalize("NFD", "Gülşən Əliyeva, 7 yaş"), SpotKind.NAME),
        ("Gül\u00adşən Əli\u00adyeva, 7 yaş", SpotKind.NAME),
    ],
)
def test_a_name_is_seen_however_its_letters_are_put_together(text: str, kind: SpotKind) -> None:
    assert [spot.kind for spot in spots(text)] == [kind]


@pytest.mark.parametrize(
    ("page", "paragraphs"),
    [
        ("müəs\u2010\r\nsisə onlar\r\n", ["müəssisə onlar"]),
        ("müəs\x02sisə onlar\r\n", ["müəssisə onlar"]),
        ("müəs\ufffesisə onlar\r\n", ["müəssisə onlar"]),
        ("2023\x022024-cü il\r\n", ["2023-2024-cü il"]),
        ("a\x00b\x07c\r\n", ["abc"]),
    ],
)
def test_words_cut_at_the_end_of_a_line_of_a_pdf_are_whole_again(page: str, paragraphs: list[str]) -> None:
    from exchange.text.reading.pdf import _paragraphs  # noqa: PLC0415 - what pdfium says of such a page

    assert list(_paragraphs(page)) == paragraphs
