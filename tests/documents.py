"""Small office files made on the spot, for tests that upload something. What they say is fictional.

Owns the making of files, sound ones and, by its parameters, unsound ones. Asserts nothing.
"""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN_TYPE = f"{WORD_TYPE}.document.main+xml"


def content_types(main_type: str = MAIN_TYPE, more: str = "") -> str:
    """The listing of types of a Word file whose text has *main_type*; *more* is put in as it is."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>{more}</Types>'
    )


def relationship(kind: str, target: str, *, outside: bool = False) -> str:
    """A list of relationships with one in it."""
    mode = ' TargetMode="External"' if outside else ""
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{escape(target)}"{mode}/></Relationships>'
    )


def docx_parts(text: str = "虚构行业协会工作总结") -> dict[str, str | bytes]:
    """The parts of a small Word file that says *text*, by their names."""
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationship("officeDocument", "word/document.xml"),
        "word/document.xml": (
            f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:body>'
            "</w:document>"
        ),
    }


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A deflated zip archive of *parts*."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in parts.items():
            # A fixed date: the same content is the same bytes, whenever it is made.
            packed.writestr(zipfile.ZipInfo(name, (2018, 1, 2, 3, 4, 6)), content, zipfile.ZIP_DEFLATED, 9)
    return held.getvalue()


def small_docx(text: str = "虚构行业协会工作总结") -> bytes:
    """A Word file that says *text*."""
    return archive(docx_parts(text))


def blank_pdf() -> pikepdf.Pdf:
    """An open PDF with one A4 page, to be changed and then passed to :func:`pdf_bytes`."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    return pdf


def pdf_bytes(pdf: pikepdf.Pdf, encryption: pikepdf.Encryption | None = None) -> bytes:
    """*pdf* as a file."""
    held = BytesIO()
    pdf.save(held, encryption=encryption or False)
    return held.getvalue()


def small_pdf(text: str = "Fictional work summary") -> bytes:
    """A PDF of one page that says *text* (Latin letters)."""
    pdf = blank_pdf()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    pdf.pages[0].Contents = pdf.make_stream(f"BT /F1 18 Tf 72 760 Td ({text}) Tj ET".encode("ascii"))
    return pdf_bytes(pdf)


def swelling_pdf(megabytes: int) -> bytes:
    """A small PDF whose catalogue lies in a compressed stream that unfolds to *megabytes*."""
    engine = zlib.compressobj(9)
    packed = engine.compress(b"1 0 << /Type /Catalog /Pages 2 0 R >> ")
    packed += b"".join(engine.compress(b" " * 1024 * 1024) for _ in range(megabytes)) + engine.flush()
    bodies = {
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << >> >>",
        4: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
        % (len(packed), packed),
    }
    out, rows = b"%PDF-1.5\n", [(0, 0, 255), (2, 4, 0)]
    for number, body in bodies.items():
        rows.append((1, len(out), 0))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    table = b"".join(struct.pack(">BLB", *row) for row in [*rows, (1, start, 0)])
    return out + (
        b"5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%b\nendstream\nendobj\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(table), table, start)
    )
