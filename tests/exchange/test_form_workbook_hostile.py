"""Files that are no workbook of the form, and files made to do harm: refused with a sentence, within limits."""

import subprocess
import sys
import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from portal.exchange.form_workbook import WorkbookRefused, opening, read
from portal.exchange.form_workbook.refusals import MESSAGES, UNREADABLE
from tests.documents import archive, small_docx, small_pdf
from tests.form.samples import SAMPLES, complete, context
from tests.support import hostile
from tests.support.generated_returns import Generated
from tests.support.spreadsheets import changes, written

SAMPLE = Generated(context(SAMPLES["A"]), complete(SAMPLES["A"]))
DATA = written(SAMPLE)
with_parts, with_sheet = partial(hostile.with_parts, DATA), partial(hostile.with_sheet, DATA)
CELL = '<c r="{name}" t="s"><v>0</v></c>'


def refusal(data: bytes) -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as refused:
        read(data)
    assert refused.value.message("zh") != refused.value.message("en")
    return refused.value


def test_the_workbook_itself_is_read_by_the_child() -> None:
    contents = read(DATA)
    assert changes(SAMPLE.documents, contents) == []
    assert contents.unreadable == ()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_workbook"),
        ("姓名,职务\n张三,主任\n".encode(), "not_a_workbook"),
        (small_pdf(), "not_a_workbook"),
        (small_docx(), "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
        (DATA[: len(DATA) // 2], "damaged"),
        (DATA[:-1], "damaged"),
        (DATA.replace(b"sheet2", b"sheet9", 1), "damaged"),
        (archive({"xl/workbook.xml": "<workbook/>"}), "damaged"),
        (b"PK\x03\x04" + b"\0" * (9 * 1024 * 1024), "too_large"),
    ],
)
def test_what_is_no_whole_workbook_is_refused_by_what_it_is(data: bytes, code: str) -> None:
    assert refusal(data).code == code


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/activeX/activeX1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "outside_content"),
        ("xl/connections.xml", "outside_content"),
        ("xl/embeddings/oleObject1.bin", "outside_content"),
    ],
)
def test_macros_and_outside_content_are_refused(part: str, code: str) -> None:
    assert refusal(with_parts(lambda parts: parts.update({part: b"fictional"}))).code == code


def test_a_sheet_that_is_no_xml_is_damage() -> None:
    assert refusal(with_parts(lambda parts: parts.update({hostile.FIRST_SHEET: b"<worksheet"}))).code == "damaged"


def test_a_password_on_the_archive_is_refused_as_one() -> None:
    data = bytearray(DATA)
    for header, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(header)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(header, at + 4)
    assert refusal(bytes(data)).code == "encrypted"


def test_another_workbook_is_no_form_of_this_portal() -> None:
    held = BytesIO()
    openpyxl.Workbook().save(held)
    assert refusal(held.getvalue()).code == "not_this_form"


def test_two_kilobytes_that_unfold_to_gigabytes_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = b"\0" * 1024
    for _level in range(3):
        held = BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            packed.writestr("zeros", nested * 64)
        nested = held.getvalue()
    zeros = with_parts(lambda parts: parts.update({"xl/media/zeros.bin": b"\0" * (60 * 1024 * 1024)}))
    claims = bytearray(DATA)
    at = claims.find(b"PK\x01\x02")
    claims[at + 24 : at + 28] = (0xF0000000).to_bytes(4, "little")
    monkeypatch.setattr(opening, "ask", lambda _data: pytest.fail("the bomb was opened"))
    assert len(zeros) < 200_000
    assert refusal(zeros).code == "bomb"
    assert refusal(bytes(claims)).code == "bomb"


def test_an_archive_within_an_archive_is_never_unpacked() -> None:
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("zeros", b"\0" * 20 * 1024 * 1024)
    data = with_parts(lambda parts: parts.update({"xl/media/inner.zip": inner.getvalue()}))
    assert changes(SAMPLE.documents, read(data)) == []


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (with_sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), {"bomb"}),
        (with_sheet('<row r="99999999999"/>'), {"anchors_broken", "damaged"}),
        (with_sheet('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'), {"damaged"}),
        (with_sheet("".join(f'<row r="{n}">{"<c><v>1</v></c>" * 20}</row>' for n in range(1, 12_001))), {"bomb"}),
        (with_sheet('<row r="1"><c t="inlineStr"><is><t>&z;</t></is></c></row>',
                    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY z "&a;&a;&a;&a;&a;&a;&a;&a;">]>'), {"damaged"}),
        (with_sheet("<row>" + "<a>" * 200_000 + "</a>" * 200_000 + "</row>"), {"damaged", "bomb", "anchors_broken"}),
    ],
)  # fmt: skip
def test_sheets_made_to_exhaust_their_reader_are_refused(data: bytes, codes: set[str]) -> None:
    assert refusal(data).code in codes


def test_a_million_cells_of_one_shared_text_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "ask", lambda _data: pytest.fail("the bomb was opened"))
    row = "".join(CELL.format(name=f"{chr(65 + n)}1") for n in range(20))
    data = with_sheet(f"<row>{row}</row>" * 50_000)
    assert len(data) < 200_000
    assert refusal(data).code == "bomb"


def test_the_child_cannot_take_more_memory_or_time_than_it_is_given_and_writes_no_file() -> None:
    code = f"import runpy, resource; runpy.run_path({str(opening.PROBE)!r})['limit'](); "
    code += "print(*(resource.getrlimit(getattr(resource, 'RLIMIT_' + n))[0] for n in ('AS', 'CPU', 'FSIZE')))"
    ended = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True)
    assert ended.stdout.split() == [b"335544320", b"5", b"0"]
    greedy = f"import runpy; runpy.run_path({str(opening.PROBE)!r})['limit'](); bytearray(1024 ** 3)"
    ended = subprocess.run([sys.executable, "-I", "-c", greedy], capture_output=True, check=False)
    assert b"MemoryError" in ended.stderr


@pytest.mark.parametrize("ending", ["os.kill(os.getpid(), signal.SIGXCPU)", "raise MemoryError"])
def test_a_workbook_that_ends_its_reader_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text(f"import os, signal\n{ending}\n")
    monkeypatch.setattr(opening, "PROBE", probe)
    assert refusal(DATA).code == "bomb"


def test_a_workbook_that_keeps_its_reader_busy_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(opening, "PROBE", probe)
    monkeypatch.setattr(opening, "PATIENCE_SECONDS", 0.2)
    assert refusal(DATA).code == "bomb"


def test_a_reader_that_cannot_start_is_not_the_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PROBE", tmp_path / "absent.py")
    with pytest.raises(RuntimeError, match=r"absent\.py failed"):
        read(DATA)


def test_every_refusal_says_in_both_languages_what_to_do() -> None:
    for wording in (*MESSAGES.values(), *UNREADABLE.values()):
        assert wording.zh.endswith("。")
        assert wording.en.endswith(".")
    with pytest.raises(KeyError):
        WorkbookRefused("nonsense")
