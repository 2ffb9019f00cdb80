"""Files made to do harm, as somebody would upload them: fictional, small on their way in, large once opened.

Owns the making, for tests of refusals and for the bench that times them. Asserts nothing.
"""

import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from tests.documents import WORD, archive, blank_pdf, docx_parts, pdf_bytes, swelling_pdf

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED_TEXTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
FIRST_SHEET = "xl/worksheets/sheet2.xml"
MILLION = 1_000_000
MEGABYTE = 1024 * 1024
Parts = dict[str, bytes]


@dataclass(frozen=True)
class Hostile:
    """One file: what it is called in a table, the name it is uploaded under, and its bytes."""

    what: str
    name: str
    data: bytes


def with_parts(data: bytes, change: Callable[[Parts], object], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The workbook *data* after *change* was made to its parts."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method, compresslevel=9) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def with_sheet(data: bytes, rows: str, before: str = "") -> bytes:
    """The workbook *data* with *rows* as XML in place of its first section's, *before* ahead of the root."""
    xml = f'{before}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    return with_parts(data, lambda parts: parts.update({FIRST_SHEET: xml.encode()}))


def workbooks(sound: bytes) -> Iterator[Hostile]:
    """Every hostile workbook, one after the other, made of the *sound* one; all are to be refused."""
    for what, data in _workbooks(sound):
        yield Hostile(what, "统计表（虚构）.xlsx", data)


def summaries() -> Iterator[Hostile]:
    """Every hostile work summary, one after the other; all are to be refused."""
    for what, data in _documents():
        yield Hostile(what, "工作总结（虚构）.docx", data)
    for what, data in _pdfs():
        yield Hostile(what, "工作总结（虚构）.pdf", data)


def _workbooks(sound: bytes) -> Iterator[tuple[str, bytes]]:
    def part(name: str, content: str | bytes) -> bytes:
        data = content if isinstance(content, bytes) else content.encode()
        return with_parts(sound, lambda parts: parts.update({name: data}))

    def ten(number: int) -> str:
        return f"&l{number};" * 10

    laughs = "".join(f'<!ENTITY l{n} "{ten(n - 1)}">' for n in range(1, 10))
    row = "".join(f'<c r="{chr(65 + column)}1" t="s"><v>0</v></c>' for column in range(20))
    formats = '<xf numFmtId="0"/>' * (MILLION // 2)
    yield "workbook, zip bomb", part("xl/media/zeros.bin", bytes(60 * MEGABYTE))
    yield "workbook, archives within archives", _nested()
    yield (
        "workbook, billion laughs",
        with_sheet(
            sound,
            '<row r="1"><c t="inlineStr"><is><t>&l9;</t></is></c></row>',
            f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>',
        ),
    )
    yield "workbook, a cell in the last row", with_sheet(sound, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield "workbook, elements 200,000 deep", with_sheet(sound, "<row>" + "<a>" * 200_000 + "</a>" * 200_000 + "</row>")
    yield "workbook, a million cells", with_sheet(sound, f"<row>{row}</row>" * (MILLION // 20))
    yield "workbook, a million shared texts", with_parts(sound, _a_million_texts)
    yield (
        "workbook, half a million formats",
        part("xl/styles.xml", f'<styleSheet xmlns="{SHEET}"><cellXfs>{formats}</cellXfs></styleSheet>'),
    )
    yield "workbook, with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(MEGABYTE)
    yield "workbook, with macros", part("xl/vbaProject.bin", b"fictional")
    yield "workbook, cut short", sound[: len(sound) // 2]
    yield "workbook, above the limit", b"PK\x03\x04" + bytes(20 * MEGABYTE)


def _a_million_texts(parts: Parts) -> None:
    """Add a part of shared texts to a workbook that has none."""
    listed = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_TEXTS}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", listed.encode())
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SHEET}">{"<si><t/></si>" * MILLION}</sst>'.encode()


def _documents() -> Iterator[tuple[str, bytes]]:
    def document(text: str, **more: bytes) -> bytes:
        # What cannot be packed keeps the whole below the ratio that gives a bomb away.
        noise = {"word/media/image1.png": random.Random(2017).randbytes(400_000)}  # noqa: S311  # not for secrets
        return archive({**docx_parts(), "word/document.xml": text, **noise, **more})

    def body(content: str) -> str:
        return f'<w:document xmlns:w="{WORD}"><w:body>{content}</w:body></w:document>'

    attributes = "".join(f" a{number}=''" for number in range(4 * MILLION))
    yield "summary, zip bomb", archive({**docx_parts(), "word/media/image1.bmp": bytes(60 * MEGABYTE)})
    yield "summary, elements 20 million deep", document("<a>" * 20 * MILLION)
    yield "summary, 15 million elements", document(body("<a/>" * 15 * MILLION))
    yield "summary, a tag with 4 million attributes", document(body(f"<a{attributes}/>"))
    yield "summary, with macros", archive({**docx_parts(), "word/vbaProject.bin": b"fictional"})
    yield "summary, cut short", document(body(""))[:-200]


def _pdfs() -> Iterator[tuple[str, bytes]]:
    yield "summary, PDF that swells to 300 MB", swelling_pdf(300)
    yield "summary, PDF with a password", pdf_bytes(blank_pdf(), pikepdf.Encryption(user="fictional", owner="too"))
    yield "summary, PDF with a script", _with_script()
    yield "summary, PDF of 300,000 objects", _crowded_pdf(300_000)


def _nested() -> bytes:
    """An archive of archives of archives of noughts, 16 in each."""
    data = bytes(MEGABYTE)
    for _level in range(4):
        held = BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for number in range(16):
                packed.writestr(f"{number}.zip", data)
        data = held.getvalue()
    return data


def _with_script() -> bytes:
    pdf = blank_pdf()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    return pdf_bytes(pdf)


def _crowded_pdf(count: int) -> bytes:
    """A PDF of one page with *count* objects, the last of which is a script."""
    pdf = blank_pdf()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.Crowd = pdf.make_indirect(
        pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(N=number)) for number in range(count)])
    )
    pdf.Root.Crowd.append(pdf.make_indirect(script))
    held = BytesIO()
    pdf.save(held, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return held.getvalue()
