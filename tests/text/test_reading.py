"""Files in, blocks out, within the limits; what cannot be read is said in one sentence."""

import io
import time

import docx
import pytest
from PIL import Image

from exchange.text.reading import (
    BlockKind,
    Document,
    Fault,
    Step,
    UnreadableError,
    read_document,
    read_picture,
    reading_steps,
)
from tests.text import files

BILLION_LAUGHS = (
    b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>"""
)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PROTECTED_WORD = OLD_WORD + "EncryptedPackage".encode("utf-16-le")


def kinds(document: Document) -> list[BlockKind]:
    return [block.kind for block in document.blocks]


def test_a_word_file_keeps_headings_bold_words_lists_and_tables() -> None:
    document = read_document(files.word(), "practice.docx")
    assert kinds(document) == [
        BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST, BlockKind.TABLE,
    ]  # fmt: skip
    assert [block.level for block in document.blocks if block.level] == [1, 2]
    assert document.blocks[1].markdown == "Uşaqlar **müəssisələrdə** qalırdı."
    assert document.blocks[3].markdown == "- bir\n- iki"
    assert document.blocks[4].markdown == "| İl | Say\\|cəm |\n| --- | --- |\n| 2023 | 53 |"
    assert "53" in document.text


def test_cells_that_span_rows_and_columns_leave_the_others_in_place() -> None:
    def fill(document: docx.document.Document) -> None:
        table = document.add_table(3, 3)
        for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
            cell.text = str(number)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "high"

    rows = read_document(files.word(fill=fill)).blocks[0].markdown.splitlines()
    assert [row.count("|") for row in rows] == [4, 4, 4, 4]
    assert rows[0] == "| wide |  | 2 |"
    assert rows[3].endswith("| 7 | 8 |")


def test_pictures_come_in_their_place_without_what_was_hidden_in_them() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_paragraph("before")
        document.add_picture(io.BytesIO(files.photograph()))

    document = read_document(files.word(fill=fill))
    assert kinds(document) == [BlockKind.PARAGRAPH, BlockKind.PICTURE]
    picture = document.pictures[document.blocks[1].picture or 0]
    assert b"Camera of the ministry" not in picture.content
    with Image.open(io.BytesIO(picture.content)) as opened:
        assert not opened.getexif()


def test_a_writer_file_is_read_as_plain_text() -> None:
    document = read_document(files.writer())
    assert kinds(document) == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.TABLE]
    assert document.blocks[0].markdown == "Sorun"
    assert document.blocks[3].markdown == "| Yıl | Sayı |\n| --- | --- |"


def test_a_pdf_is_read_as_plain_text() -> None:
    document = read_document(files.pdf("Problem", "Children stayed in institutions for years.", "Then came families."))
    assert [block.markdown for block in document.blocks] == [
        "Problem", "Children stayed in institutions for years.", "Then came families.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"just words", Fault.UNKNOWN),
        (b"", Fault.UNKNOWN),
        (OLD_WORD, Fault.OLD_WORD),
        (PROTECTED_WORD, Fault.ENCRYPTED),
        (b"PK\x03\x04" + b"x" * 200, Fault.BROKEN),
        (b"%PDF-1.7\nnothing", Fault.BROKEN),
        (b"x" * (10 * 1024 * 1024 + 1), Fault.TOO_LARGE),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence(content: bytes, fault: Fault) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_document(content, "practice.docx")
    assert refused.value.fault is fault
    assert str(refused.value.fields["file"]).endswith(".")


def test_entities_bombs_and_protected_packages_are_refused() -> None:
    hostile = {
        Fault.HOSTILE: files.repacked(files.word(), word__document=BILLION_LAUGHS),
        Fault.TOO_LARGE: files.repacked(files.word(), word__document=b"<w>" + b" " * 45_000_000 + b"</w>"),
        Fault.BROKEN: files.repacked(files.word(), word__document=b"<w:document"),
        Fault.ENCRYPTED: files.pdf("secret", password="k"),
    }
    found = {}
    for expected, content in hostile.items():
        with pytest.raises(UnreadableError) as refused:
            read_document(content)
        found[expected] = refused.value.fault
    assert found == {expected: expected for expected in hostile}


def test_utf16_does_not_hide_a_dtd() -> None:
    with pytest.raises(UnreadableError) as refused:
        read_document(files.repacked(files.word(), word__document=BILLION_LAUGHS.decode().encode("utf-16")))
    assert refused.value.fault is Fault.HOSTILE


def test_a_hundred_pages_are_read_in_seconds_and_say_how_far_they_are() -> None:
    content = files.long_word(100)
    began = time.process_time()
    steps = list(reading_steps(content))
    assert time.process_time() - began < 10
    assert [type(step) for step in steps[:3]] == [Step] * 3
    assert isinstance(steps[-1], Document)
    assert len(steps[-1].text.split()) > 40_000


def test_a_picture_is_made_anew_upright_and_no_larger_than_needed() -> None:
    picture = read_picture(files.photograph(3200, 2000))
    assert (picture.width, picture.height) == (1000, 1600)
    assert picture.media_type == "image/webp"
    assert b"Camera" not in picture.content


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"GIF89a", b""])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_picture(content)
    assert refused.value.fault is Fault.NO_PICTURE
