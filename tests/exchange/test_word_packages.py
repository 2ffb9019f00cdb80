"""A Word file is taken when it is whole and brings nothing along that acts or loads by itself."""

import random
import tracemalloc
import zipfile
import zlib
from io import BytesIO

import pytest

from portal.exchange import archives, word_packages
from portal.exchange.refusals import Refused
from tests.documents import WORD, WORD_TYPE, archive, content_types, docx_parts, relationship, small_docx

SETTINGS = "word/_rels/settings.xml.rels"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
VBA_TYPE = "application/vnd.ms-office.vbaProject"


def docx(**parts: str | bytes) -> bytes:
    """A small Word file with *parts* added or replaced; ``type_list`` and ``text`` name two of them."""
    named = {"type_list": "[Content_Types].xml", "text": "word/document.xml", "settings": SETTINGS}
    return archive({**docx_parts(), **{named[key]: content for key, content in parts.items()}})


def refusal(data: bytes) -> Refused:
    """The refusal of *data*; the test fails when it is taken."""
    with pytest.raises(Refused) as raised:
        word_packages.check(data)
    return raised.value


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """*data* with every *old* replaced, which must be there."""
    assert old in data
    return data.replace(old, new)


@pytest.mark.parametrize("main_type", [MACRO_TYPE, MACRO_TYPE.lower()])
def test_a_document_that_declares_macros_is_refused(main_type: str) -> None:
    assert refusal(docx(type_list=content_types(main_type))).code == "macros"


def test_a_plain_document_beside_a_macro_part_is_refused() -> None:
    more = f'<Override PartName="/word/other.bin" ContentType="{VBA_TYPE}"/>'
    assert refusal(docx(type_list=content_types(more=more))).code == "macros"


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/vbaData.xml"])
def test_a_macro_project_is_found_by_its_name(name: str) -> None:
    assert refusal(archive({**docx_parts(), name: b"x"})).code == "macros"


def test_a_macro_project_is_found_by_its_relationship() -> None:
    parts = {**docx_parts(), "word/_rels/document.xml.rels": relationship("vbaProject", "innocent.bin")}
    assert refusal(archive(parts)).code == "macros"


def test_controls_are_active_content() -> None:
    assert refusal(archive({**docx_parts(), "word/activeX/activeX1.bin": b"x"})).code == "active_content"
    more = '<Override PartName="/word/c.xml" ContentType="application/vnd.ms-office.activeX+xml"/>'
    assert refusal(docx(type_list=content_types(more=more))).code == "active_content"


@pytest.mark.parametrize(
    ("kind", "word"),
    [("attachedTemplate", "模板"), ("oleObject", "链接的对象"), ("frame", "框架页"), ("subDocument", "外部内容")],
)
def test_content_loaded_from_elsewhere_is_refused_and_named(kind: str, word: str) -> None:
    data = docx(settings=relationship(kind, "https://example.test/a.dotm", outside=True))
    found = refusal(data)
    assert found.code == "external_template"
    assert f"加载{word}，" in found.about(file="a.docx").message("zh")


@pytest.mark.parametrize("kind", sorted(word_packages.HARMLESS_OUTSIDE))
def test_links_and_linked_pictures_are_harmless(kind: str) -> None:
    word_packages.check(docx(settings=relationship(kind, "https://example.test/", outside=True)))


def test_a_template_inside_the_file_is_harmless() -> None:
    word_packages.check(docx(settings=relationship("attachedTemplate", "template.xml")))


@pytest.mark.parametrize(
    "listing",
    [
        content_types(f"{WORD_TYPE}.template.main+xml"),
        content_types("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        replaced(content_types().encode(), b"/word/document.xml", b"/word/missing.xml"),
    ],
    ids=["template", "workbook", "absent main part"],
)
def test_an_office_file_without_a_word_document_in_it_is_refused(listing: str | bytes) -> None:
    assert refusal(docx(type_list=listing)).code == "name_and_content_differ"


@pytest.mark.parametrize(
    "parts",
    [
        {"type_list": "<Types"},
        {"settings": "<Relationships><broken></Relationships>"},
        {"text": "<w:document"},
        {"text": "not xml at all"},
        {"text": f'<!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="{WORD}">&b;</w:document>'},
        {"settings": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><Relationships/>'},
        {"text": '<?xml version="1.0" encoding="unheard-of"?><a/>'},
        {"settings": '<?xml version="1.0" encoding="unheard-of"?><a/>'},
    ],
)
def test_a_part_that_is_not_plain_xml_is_damage(parts: dict[str, str]) -> None:
    assert refusal(docx(**parts)).code == "damaged"


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../outside", "word/../../outside", "a\\b", "C:/a", "a//b", "a\x01b", "a" * 256]
)
def test_an_entry_with_a_name_no_office_program_writes_is_damage(name: str) -> None:
    assert refusal(archive({**docx_parts(), name: b"x"})).code == "damaged"


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_file_cut_short_is_damage(cut: int) -> None:
    assert refusal(small_docx()[:-cut]).code == "damaged"


def test_bytes_behind_or_before_the_archive_are_damage() -> None:
    assert refusal(small_docx() + b"more").code == "damaged"
    assert refusal(b"PK\x03\x04" + small_docx()).code == "damaged"


def test_a_wrong_checksum_is_damage() -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as packed:
        for name, content in docx_parts("before").items():
            packed.writestr(name, content)
    assert refusal(replaced(held.getvalue(), b">before<", b">behind<")).code == "damaged"


def test_an_entry_that_is_called_differently_in_its_own_header_is_damage() -> None:
    data = archive({**docx_parts(), "word/one.txt": b"x"})
    assert refusal(data.replace(b"word/one.txt", b"word/two.txt", 1)).code == "damaged"


def test_two_entries_of_one_name_are_damage() -> None:
    assert refusal(archive({**docx_parts(), "WORD/Document.xml": b"x"})).code == "damaged"


def test_an_unknown_compression_is_damage() -> None:
    held = BytesIO(small_docx())
    with zipfile.ZipFile(held, "a", zipfile.ZIP_LZMA) as packed:
        packed.writestr("word/more.txt", b"x")
    assert refusal(held.getvalue()).code == "damaged"


def test_an_encrypted_entry_is_refused_as_encrypted() -> None:
    data = bytearray(small_docx())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data)).code == "encrypted"


def test_a_small_file_that_unfolds_to_much_is_refused_without_unfolding_it() -> None:
    data = archive({**docx_parts(), "word/media/image1.bmp": bytes(60 * 1024 * 1024)})
    assert len(data) < 100_000
    tracemalloc.start()
    try:
        assert refusal(data).code == "zip_bomb"
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_bomb_that_understates_its_size_is_refused_with_little_memory() -> None:
    """The directory says one byte with the right checksum; a reader that trusts it sees one byte."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(engine.compress(bytes(1024 * 1024)) for _ in range(60)) + engine.flush()
    data = archive({**docx_parts(), "word/bomb": b"\0"})
    with zipfile.ZipFile(BytesIO(data)) as opened:
        entry = opened.getinfo("word/bomb")
    start = entry.header_offset + 30 + len("word/bomb")
    end = data.index(b"PK\x01\x02")
    assert end == start + entry.compress_size
    tail = data[end:-6] + (len(data[:start]) + len(packed)).to_bytes(4, "little") + data[-2:]
    sizes = tail.rindex(b"PK\x01\x02") + 20
    tail = tail[:sizes] + len(packed).to_bytes(4, "little") + tail[sizes + 4 :]
    tracemalloc.start()
    try:
        assert refusal(data[:start] + packed + tail).code == "zip_bomb"
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_many_entries_are_refused() -> None:
    parts = {f"a/{number}": b"" for number in range(archives.MAX_ENTRIES)}
    assert refusal(archive({**docx_parts(), **parts})).code == "zip_bomb"


def test_a_directory_too_long_to_read_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = small_docx()
    monkeypatch.setattr(archives, "MAX_DIRECTORY_BYTES", 100)
    monkeypatch.setattr(archives.zipfile, "ZipFile", None)
    assert refusal(data).code == "zip_bomb"


def test_a_file_that_unfolds_beyond_the_bound_is_refused_however_little_it_is_packed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = small_docx()
    monkeypatch.setattr(archives, "MAX_INFLATED_BYTES", 100)
    assert refusal(data).code == "zip_bomb"


def test_entries_that_share_their_bytes_are_refused() -> None:
    data = small_docx("虚构" * 4000)
    start = data.index(b"PK\x01\x02")
    first = archives.entries(data)[0]
    record = data[start : start + 46 + len(first.orig_filename)]
    grown = b"".join(record.replace(b"[Content_Types].xml", b"[Content_%05d].xml" % number) for number in range(2000))
    listed = data[start:-22] + grown
    end = data[-22:-10] + len(listed).to_bytes(4, "little") + data[-6:]
    assert refusal(data[:start] + listed + end).code == "zip_bomb"


def test_relationships_and_text_too_long_to_parse_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_packages, "MAX_MAIN_BYTES", 10)
    assert refusal(small_docx()).code == "zip_bomb"
    padding = " " * word_packages.MAX_METADATA_BYTES
    assert refusal(docx(type_list=content_types() + padding)).code == "zip_bomb"


@pytest.mark.parametrize(
    "text",
    [
        "<a>" * (word_packages.MAX_MAIN_DEPTH + 1),
        "<a>" + "<b/>" * word_packages.MAX_MAIN_ELEMENTS + "</a>",
        "<a>" + ("<b" + "".join(f' a{number}=""' for number in range(1_000)) + "/>") * 3_000 + "</a>",
        "<a b='" + "c" * (word_packages.MAX_MAIN_TAG_BYTES + 2 * archives.CHUNK_BYTES) + "'/>",
        "<a><!--" + "c" * (word_packages.MAX_MAIN_TAG_BYTES + 2 * archives.CHUNK_BYTES) + "--></a>",
    ],
    ids=["deep", "many elements", "many attributes", "a long tag", "a long comment"],
)
def test_a_text_made_to_exhaust_its_parser_is_refused_before_it_does(text: str) -> None:
    assert refusal(docx(text=text)).code == "zip_bomb"


def test_a_long_text_of_few_elements_is_taken() -> None:
    paragraph = f"<w:p><w:r><w:t>{'虚构的正文。' * 200_000}</w:t></w:r></w:p>"
    deep = "<w:sdt>" * 900 + paragraph * 2 + "</w:sdt>" * 900
    more = {"word/media/image1.png": random.Random(2017).randbytes(100_000)}  # noqa: S311  # not for secrets
    body = f'<w:document xmlns:w="{WORD}"><w:body>{deep}</w:body></w:document>'
    word_packages.check(archive({**docx_parts(), **more, "word/document.xml": body}))


def test_content_of_many_chunks_inflates_to_what_was_packed() -> None:
    content = bytes(range(256)) * 4096 + bytes(3 * archives.CHUNK_BYTES)
    data = archive({"one": content})
    pieces = list(archives.inflate(data, archives.entries(data)[0]))
    assert b"".join(pieces) == content
    assert max(len(piece) for piece in pieces) <= archives.CHUNK_BYTES


def test_the_sound_file_all_others_are_made_from_is_taken() -> None:
    word_packages.check(small_docx("工作总结 & <虚构>"))
