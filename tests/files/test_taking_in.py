"""A file is what its bytes say; it is looked over, cleaned, kept once, and swept away when nothing carries it."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from exchange.files.kinds import MOST_BYTES, MediaType, media_type_of
from exchange.files.scanning import Clamd, NoScanner, open_scanner
from exchange.files.service import Upload, keep, receive, safe_name, sweep
from exchange.files.store import FileStore, open_store
from exchange.kernel.errors import InvalidError, UnavailableError
from tests.files.neighbours import EICAR, bucket, clamd


def package(**parts: bytes) -> bytes:
    """A zip of these parts; `__` stands for a slash, `_dot_` for a dot."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return found.getvalue()


def picture(kind: str) -> bytes:
    found = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (40, 30), "white").save(found, kind, exif=exif)
    return found.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return open_store("", tmp_path / "files")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7 rest", MediaType.PDF),
        (package(xl__workbook_dot_xml=b"<x/>"), MediaType.XLSX),
        (package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), MediaType.ODS),
        (picture("PNG"), MediaType.PNG),
        (picture("JPEG"), MediaType.JPEG),
        ("Şəhid ailələri; 53".encode(), MediaType.TEXT),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, expected: MediaType) -> None:
    assert media_type_of(content) is expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b'  <svg xmlns="http://www.w3.org/2000/svg"/>',
        b"#!/bin/sh\nrm -rf /",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02",
        b"GIF89a\x01\x00",
        rb"{\rtf1\ansi Salam}",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word",
        b"PK\x03\x04 broken",
        package(word__document_dot_xml=b"<x/>", word__vbaProject_dot_bin=b"code"),
        package(anything_dot_txt=b"words"),
        package(word__document_dot_xml=b"0" * (201 * 1024 * 1024)),
        b"a" * (MOST_BYTES + 1),
    ],
    ids=[
        "empty",
        "page",
        "svg",
        "script",
        "exe",
        "elf",
        "gif",
        "rtf",
        "doc",
        "broken",
        "macros",
        "zip",
        "bomb",
        "large",
    ],
)
def test_what_is_not_on_the_list_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(InvalidError) as refused:
        media_type_of(content)
    assert str(refused.value.fields["file"]).endswith(".")


@pytest.mark.parametrize(
    ("wished", "kept"),
    [
        ("Hesabat 2025.pdf", "Hesabat 2025.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\Отчёт.html", "Отчёт.pdf"),
        ('a"\r\nSet-Cookie: x=1;.pdf', "aSet-Cookie x=1.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("ə" * 300 + ".pdf", "ə" * 120 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(wished: str, kept: str) -> None:
    assert safe_name(wished, MediaType.PDF) == kept


def test_a_picture_loses_what_the_camera_wrote(store: FileStore) -> None:
    received = receive(Upload("ev.jpg", picture("JPEG")), store=store, scanner=NoScanner())
    content = b"".join(store.read(f"files/{received.id.hex[-2:]}/{received.id}"))
    assert not Image.open(io.BytesIO(content)).getexif()
    assert received.size_bytes == len(content)


def test_words_of_a_text_are_kept_for_search(store: FileStore) -> None:
    received = receive(Upload("a.csv", "uşaq;53".encode()), store=store, scanner=NoScanner())
    assert (received.name, received.words) == ("a.csv", "uşaq;53")


TURKISH = "Çocukların durumu; İstanbul, Iğdır – 53\r\n"
RUSSIAN = "Дети и семья; Москва, ёлка – «53»\r\n"


@pytest.mark.parametrize(
    ("text", "code_page"),
    [
        (TURKISH, "windows-1254"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN.replace("–", "-").replace("«53»", "53"), "koi8-r"),
        (RUSSIAN.replace("–", "-").replace("«53»", "53"), "cp866"),
        ("Uşaqların vəziyyəti\r\n", "utf-16"),
    ],
)
def test_a_text_in_the_code_page_of_an_office_is_kept_in_utf8(store: FileStore, text: str, code_page: str) -> None:
    """Excel saves a .csv so; a partner in another country would see other letters."""
    received = receive(Upload("a.csv", text.encode(code_page)), store=store, scanner=NoScanner())
    kept = b"".join(store.read(f"files/{received.id.hex[-2:]}/{received.id}"))
    assert (received.words, kept.decode("utf-8-sig")) == (text, text)
    assert kept.startswith(b"\xef\xbb\xbf")
    assert received.size_bytes == len(kept)


@pytest.mark.parametrize("content", [bytes(range(160, 256)) * 4, b"PAR1\xfa\xfb\xd0\xd1\xe7", "ab".encode("utf-16-le")])
def test_bytes_that_make_no_words_in_any_code_page_are_no_text(content: bytes) -> None:
    with pytest.raises(InvalidError):
        media_type_of(content)


def test_a_package_whose_first_part_is_damaged_is_refused_in_words() -> None:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_BZIP2) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 3)
    content = bytearray(found.getvalue())
    content[40:52] = bytes(12)
    with pytest.raises(InvalidError) as refused:
        media_type_of(bytes(content))
    assert "damaged" in str(refused.value.fields["file"])


@pytest.mark.parametrize(("mark", "says"), [("EncryptedPackage", "password"), ("Workbook", ".xls")])
def test_a_protected_or_an_old_office_file_is_called_what_it_is(mark: str, says: str) -> None:
    with pytest.raises(InvalidError) as refused:
        media_type_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + mark.encode("utf-16-le"))
    assert says in str(refused.value.fields["file"])


def test_what_the_scanner_finds_is_not_kept(store: FileStore) -> None:
    with clamd() as port:
        scanner = open_scanner(f"clamd://127.0.0.1:{port}")
        assert scanner.answers()
        receive(Upload("a.txt", b"harmless " * 20_000), store=store, scanner=scanner)
        with pytest.raises(InvalidError):
            receive(Upload("b.txt", b"words " * 20_000 + EICAR), store=store, scanner=scanner)
    assert len(list(store.keys("files"))) == 1


def test_a_scanner_that_is_named_and_down_lets_nothing_pass(store: FileStore) -> None:
    with clamd() as port:
        pass
    scanner = Clamd("127.0.0.1", port, seconds=1)
    assert not scanner.answers()
    with pytest.raises(UnavailableError):
        receive(Upload("a.txt", b"harmless"), store=store, scanner=scanner)
    assert list(store.keys("files")) == []


@pytest.fixture(params=["folder", "s3", "memory"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileStore]:
    if request.param != "s3":
        yield open_store("" if request.param == "folder" else "memory://", tmp_path)
        return
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with bucket() as (address, _kept):
        yield open_store(f"s3://ministry/exchange?endpoint={address}&region=eu-1", tmp_path)


def test_every_store_keeps_reads_and_forgets(any_store: FileStore) -> None:
    content = bytes(range(256)) * 4_000
    any_store.put("files/aa/one", content)
    assert b"".join(any_store.read("files/aa/one")) == content
    assert any_store.answers()
    any_store.delete("files/aa/one")
    any_store.delete("files/aa/one")
    with pytest.raises(UnavailableError):
        any_store.read("files/aa/one")


def test_a_store_that_is_down_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with bucket() as (address, kept):
        store = open_store(f"s3://ministry/exchange?endpoint={address}", tmp_path)
        store.put("files/aa/one", b"1")
        assert list(kept) == ["/ministry/exchange/files/aa/one"]
    assert not store.answers()


def test_what_nothing_carries_is_swept_away_after_a_day(session: Session, store: FileStore) -> None:
    received = [receive(Upload(f"{name}.txt", b"a"), store=store, scanner=NoScanner()) for name in "abc"]
    at = max(at for _key, at in store.keys("files"))
    unused = keep(session, received[0], by=None, now=at)
    keep(session, received[1], by=None, now=at)
    assert sweep(session, store=store, unused=[unused], now=at) == 0
    assert sweep(session, store=store, unused=[unused], now=at + timedelta(days=2)) == 2
    assert [key.rpartition("/")[2] for key, _at in store.keys("files")] == [str(received[1].id)]
