"""Files as people and attackers bring them, made for the tests."""

import io
import zipfile
from collections.abc import Callable

import docx
from odf.opendocument import OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import H, List, ListItem, P
from PIL import Image


def word(*, fill: Callable[[docx.document.Document], object] | None = None) -> bytes:
    """A .docx with a heading, a bold word, a list and a table, or what `fill` puts into it."""
    document = docx.Document()
    (fill or _usual)(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _usual(document: docx.document.Document) -> None:
    document.add_heading("Problem", 1)
    paragraph = document.add_paragraph("Uşaqlar ")
    paragraph.add_run("müəssisələrdə").bold = True
    paragraph.add_run(" qalırdı.")
    document.add_heading("Nəticələr", 2)
    document.add_paragraph("bir", style="List Bullet")
    document.add_paragraph("iki", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells], ("İl", "Say|cəm", "2023", "53"), strict=True
    ):
        cell.text = text


def long_word(pages: int) -> bytes:
    """About so many pages of running text, with headings and tables."""

    def fill(document: docx.document.Document) -> None:
        for number in range(pages):
            document.add_heading(f"{number}. Bölmə", 1)
            for _ in range(5):
                document.add_paragraph("Himayədar ailə uşağın müvəqqəti yaşadığı ailədir. " * 14)
            if number % 10 == 0:
                document.add_table(4, 4).cell(0, 0).text = "Göstərici"

    return word(fill=fill)


def writer() -> bytes:
    """An .odt with the same kinds of pieces."""
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text="Sorun"))
    document.text.addElement(P(text="Çocuklar kurumlarda kalıyordu."))
    listed, item = List(), ListItem()
    item.addElement(P(text="bir"))
    listed.addElement(item)
    document.text.addElement(listed)
    table, row = Table(), TableRow()
    for text in ("Yıl", "Sayı"):
        cell = TableCell()
        cell.addElement(P(text=text))
        row.addElement(cell)
    table.addElement(row)
    document.text.addElement(table)
    target = io.BytesIO()
    document.write(target)
    return target.getvalue()


def pdf(*lines: str, password: str = "") -> bytes:
    """One page of Latin text, as the smallest PDF that holds it."""
    import pypdf  # noqa: PLC0415 - the tests of files alone need it

    content = "BT /F1 12 Tf 72 720 Td 16 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            " /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body = "%PDF-1.4\n" + "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, start=1))
    plain = (body + "trailer << /Root 1 0 R /Size 6 >>\nstartxref\n0\n%%EOF").encode("latin-1")
    target = io.BytesIO()
    written = pypdf.PdfWriter(clone_from=io.BytesIO(plain))
    if password:
        written.encrypt(password)
    written.write(target)
    return target.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The package with other contents for some of its parts; `word__document` stands for word/document.xml."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            given = parts.get(part.filename.removesuffix(".xml").replace("/", "__").replace("-", "_"))
            new.writestr(part.filename, old.read(part) if given is None else given)
        for name, given in parts.items():
            path = name.replace("__", "/") + ".xml"
            if path not in old.namelist() and name.startswith("more"):
                new.writestr(path, given)
    return target.getvalue()


def photograph(width: int = 40, height: int = 30) -> bytes:
    """A JPEG that says where and by what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of the ministry"
    exif[0x8825] = {1: "N", 2: (40.0, 24.0, 0.0)}
    exif[0x0112] = 6  # to be turned
    target = io.BytesIO()
    Image.new("RGB", (width, height), (10, 90, 97)).save(target, "JPEG", exif=exif)
    return target.getvalue()
