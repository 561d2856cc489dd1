"""Files as people and attackers bring them, made for the tests."""

import io
import zipfile
from collections.abc import Callable

import docx
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


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "drawing", "style"))
_USUAL = """<text:h text:outline-level="1">Sorun</text:h><text:p>Çocuklar kurumlarda kalıyordu.</text:p>
<text:list><text:list-item><text:p>bir</text:p></text:list-item></text:list><table:table><table:table-row>
<table:table-cell><text:p>Yıl</text:p></table:table-cell><table:table-cell><text:p>Sayı</text:p></table:table-cell>
</table:table-row></table:table>"""


def writer(body: str = _USUAL, *, kind: str = "text", **more: bytes) -> bytes:
    """An OpenDocument file with the same kinds of pieces, or with what is given; `more` are further parts of it."""
    content = f"<office:document-content {_NAMES}><office:body><office:{kind}>{body}</office:{kind}></office:body>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(
            "mimetype",
            f"application/vnd.oasis.opendocument.{'text' if kind == 'text' else kind}",
            compress_type=zipfile.ZIP_STORED,
        )
        made.writestr("content.xml", f"{content}</office:document-content>")
        for name, part in more.items():
            made.writestr(f"{name}.xml", part)
    return target.getvalue()


_OPEN_XML = "http://schemas.openxmlformats.org"


def packed(parts: dict[str, str]) -> bytes:
    """A package of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return target.getvalue()


def excel(rows: str, *, styles: str = "", **more: str) -> bytes:
    """An .xlsx of one sheet; `more` are further parts below xl/, such as comments1."""
    main = f'xmlns="{_OPEN_XML}/spreadsheetml/2006/main"'
    parts = {
        "xl/workbook.xml": f'<workbook {main}><sheets><sheet name="Uşaqlar" sheetId="1"/></sheets></workbook>',
        "xl/sharedStrings.xml": (
            f"<sst {main}><si><t>Aysel Quliyeva</t></si><si><r><t>Tərtər </t></r><r><t>rayonu</t></r></si></sst>"
        ),
        "xl/styles.xml": f"<styleSheet {main}>{styles}</styleSheet>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>",
    }
    return packed(parts | {f"xl/{name}.xml": f"<comments {main}>{part}</comments>" for name, part in more.items()})


def slides(words: str, *, notes: str = "") -> bytes:
    """A .pptx of one slide and what the speaker notes under it."""
    drawing = f'xmlns:a="{_OPEN_XML}/drawingml/2006/main"'
    said = f"<sld {drawing}><a:p><a:r><a:t>%s</a:t></a:r></a:p></sld>"
    parts = {"ppt/presentation.xml": "<presentation/>", "ppt/slides/slide1.xml": said % words}
    return packed(parts | ({"ppt/notesSlides/notesSlide1.xml": said % notes} if notes else {}))


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
