"""The archive of a packet: files come out as they went in, under names that any computer accepts."""

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import pytest

from portal.exchange.packet import LONGEST, PacketArchive, pieces_of, safe_name

AT = dt.datetime(2018, 4, 20, 15, 8, 42)  # noqa: DTZ001  # an archive knows no zone


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("工作总结（虚构）.docx", "工作总结（虚构）.docx"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("/root", "_root"),
        ("C:\\Windows\\a.pdf", "C__Windows_a.pdf"),
        ('a<b>c|d?e*f"g.pdf', "a_b_c_d_e_f_g.pdf"),
        ("..", "_"),
        ("", "_"),
        ("   ", "_"),
        (" 有 空  格 . ", "有 空 格"),
        ("con", "_con"),
        ("LPT1.tar.gz", "_LPT1.tar.gz"),
        ("contract.pdf", "contract.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a\x00b\u202etxt.exe\n.pdf", "abtxt.exe.pdf"),
    ],
)
def test_a_name_is_one_part_of_a_path_on_any_computer(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_is_cut_before_its_suffix() -> None:
    cut = safe_name("很" * 300 + ".docx")
    assert (len(cut), cut[-5:]) == (LONGEST, ".docx")
    assert len(safe_name("x." + "y" * 300)) == LONGEST
    assert len(("𠮷" * 300 + ".pdf")[:LONGEST].encode()) <= 255


def test_files_come_out_as_they_went_in_with_chinese_names_and_the_date() -> None:
    held = BytesIO()
    with PacketArchive(held, AT) as archive:
        inner = archive.folder("滇池联盟（虚构）", within=archive.folder("03 材料"))
        path = archive.add("总结.pdf", [b"a" * 100_000, b"", b"b"], within=inner, size=100_001)
    with ZipFile(held) as found:
        assert found.testzip() is None
        assert path == "03 材料/滇池联盟（虚构）/总结.pdf"
        assert found.namelist() == [path]
        assert found.read(path) == b"a" * 100_000 + b"b"
        assert found.getinfo(path).date_time == (2018, 4, 20, 15, 8, 42)


def test_no_two_files_or_folders_are_called_the_same_even_where_case_does_not_count() -> None:
    held = BytesIO()
    with PacketArchive(held, AT) as archive:
        folders = [archive.folder(name) for name in ("A/B", "a:b", "other")]
        files = [archive.add(name, [b""], within=folders[0]) for name in ("x.pdf", "X.PDF", "x.pdf", "x")]
        elsewhere = archive.add("x.pdf", [b""], within=folders[1])
        long = [archive.add("长" * 200 + ".docx", [b""], within=folders[2]) for _each in range(12)]
    assert folders == ["A_B/", "a_b (2)/", "other/"]
    assert files == ["A_B/x.pdf", "A_B/X (2).PDF", "A_B/x (3).pdf", "A_B/x"]
    assert elsewhere == "a_b (2)/x.pdf"
    assert len(set(long)) == 12
    assert all(len(path) <= len("other/") + LONGEST and path.endswith(".docx") for path in long)


def test_an_entry_is_taken_piece_by_piece_from_whatever_brings_it() -> None:
    asked: list[int] = []

    def pieces() -> object:
        for number in range(3):
            asked.append(len(held.getvalue()))
            yield bytes([number]) * 300_000

    held = BytesIO()
    with PacketArchive(held, AT) as archive:
        archive.add("a.bin", pieces())  # type: ignore[arg-type]
    # What came before is written when the next piece is asked for.
    assert asked == sorted(asked)
    assert asked[2] > 600_000


def test_a_file_is_read_from_its_beginning() -> None:
    file = BytesIO(b"x" * 700_000)
    file.seek(5)
    pieces = list(pieces_of(file))
    assert b"".join(pieces) == b"x" * 700_000
    assert len(pieces) == 3
