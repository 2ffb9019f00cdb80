"""An uploaded summary is judged by its content and its limits, whatever its type."""

import hashlib
import string

import pytest

from portal.exchange.refusals import MESSAGES
from portal.exchange.summary_files import DEFAULT_ACCEPT, TYPES, Refused, clean_file_name, inspect
from tests.documents import archive, blank_pdf, docx_parts, pdf_bytes, small_docx, small_pdf

LIMIT = 20 * 1024 * 1024
PROGRAM = b"MZ\x90\x00" + bytes(2000)
PAGE = b"<!doctype html><title>fictional</title><script>alert(1)</script>"
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
ALL = tuple(TYPES)


def refused(name: str, data: bytes, accept: tuple[str, ...] = DEFAULT_ACCEPT, limit: int = LIMIT) -> Refused:
    """The refusal of *data*; the test fails when it is taken."""
    with pytest.raises(Refused) as raised:
        inspect(name, data, accept, limit)
    return raised.value


def test_a_word_file_is_taken_and_described() -> None:
    data = small_docx()
    found = inspect("工作总结.docx", data, DEFAULT_ACCEPT, LIMIT)
    assert (found.name, found.extension, found.size) == ("工作总结.docx", "docx", len(data))
    assert found.media_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert found.sha256 == hashlib.sha256(data).hexdigest()


def test_a_pdf_is_taken_and_described() -> None:
    data = small_pdf()
    found = inspect("工作总结（盖章）.pdf", data, DEFAULT_ACCEPT, LIMIT)
    assert (found.name, found.extension, found.media_type) == ("工作总结（盖章）.pdf", "pdf", "application/pdf")
    assert found.size == len(data)


def test_an_extension_in_capitals_is_the_same_extension() -> None:
    assert inspect("SUMMARY.PDF", small_pdf(), DEFAULT_ACCEPT, LIMIT).extension == "pdf"


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    data = small_docx()
    assert inspect("a.docx", data, DEFAULT_ACCEPT, len(data)).size == len(data)
    assert refused("a.docx", data, limit=len(data) - 1).code == "too_large"


def test_a_file_just_over_the_limit_is_not_said_to_have_the_size_of_the_limit() -> None:
    message = refused("a.docx", b"x" * (1024 * 1024 + 1), limit=1024 * 1024).message("en")
    assert "has 1.1 MB; the limit is 1 MB" in message


def test_an_empty_file_is_refused() -> None:
    assert refused("总结.pdf", b"").code == "empty"


@pytest.mark.parametrize("name", ["summary.exe", "summary.docm", "summary.doc", "summary.zip", "summary", "docx"])
def test_a_name_of_another_type_is_refused_even_when_the_content_would_do(name: str) -> None:
    assert refused(name, small_docx()).code == "type_not_allowed"


@pytest.mark.parametrize("name", ["", ".docx", "...docx", "\u202e.pdf", "folder/", "\r\n"])
def test_a_name_with_nothing_in_it_is_refused(name: str) -> None:
    assert refused(name, small_docx()).code == "name_invalid"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("summary.docx", PROGRAM, id="program as docx"),
        pytest.param("summary.pdf", PROGRAM, id="program as pdf"),
        pytest.param("summary.pdf", PAGE, id="web page as pdf"),
        pytest.param("summary.pdf", PAGE + small_pdf(), id="web page before a pdf"),
        pytest.param("summary.pdf", small_docx(), id="docx as pdf"),
        pytest.param("summary.docx", small_pdf(), id="pdf as docx"),
        pytest.param("summary.docx", OLD_WORD, id="old Word file as docx"),
        pytest.param("summary.docx", archive({"notes.txt": "fictional"}), id="plain archive as docx"),
        pytest.param("summary.pdf", small_pdf() + small_docx(), id="archive behind a pdf"),
        pytest.param("summary.docx", b"plain text", id="text as docx"),
    ],
)
def test_a_file_whose_name_belies_its_content_is_refused(name: str, data: bytes) -> None:
    assert refused(name, data).code == "name_and_content_differ"


def test_white_space_before_a_pdf_is_forgiven() -> None:
    assert inspect("a.pdf", b"\xef\xbb\xbf\r\n" + small_pdf(), DEFAULT_ACCEPT, LIMIT).extension == "pdf"


def test_a_word_file_with_a_password_is_told_from_an_old_one() -> None:
    assert refused("a.docx", OLD_WORD + "EncryptedPackage".encode("utf-16-le")).code == "encrypted"


@pytest.mark.parametrize("extension", ["doc", "wps"])
def test_old_binary_formats_are_taken_by_signature_once_they_are_allowed(extension: str) -> None:
    assert inspect(f"总结.{extension}", OLD_WORD, ALL, LIMIT).media_type == TYPES[extension].media_type
    assert refused(f"总结.{extension}", PROGRAM, ALL).code == "name_and_content_differ"


def test_a_zip_archive_is_taken_once_it_is_allowed_and_only_when_it_is_sound() -> None:
    data = archive({"总结.txt": "虚构"})
    assert inspect("附件.zip", data, ALL, LIMIT).media_type == "application/zip"
    assert refused("附件.zip", data[:-4], ALL).code == "damaged"


def test_a_chinese_name_stays_as_it_is() -> None:
    assert clean_file_name("工作总结.docx") == "工作总结.docx"
    assert clean_file_name("２０１７年度“总结”（终稿）.docx") == "２０１７年度“总结”（终稿）.docx"


def test_a_name_loses_its_path_of_either_system() -> None:
    assert clean_file_name("C:\\fakepath\\工作总结.docx") == "工作总结.docx"
    assert clean_file_name("../../etc/工作总结.docx") == "工作总结.docx"


def test_a_name_that_turns_the_direction_of_writing_is_shown_as_it_is_written() -> None:
    assert clean_file_name("总结\u202excod.exe") == "总结xcod.exe"
    assert refused("总结\u202excod.exe", small_docx()).code == "type_not_allowed"


def test_a_name_with_line_breaks_and_controls_becomes_one_line() -> None:
    assert clean_file_name("工作\r\nSet-Cookie: a=b\x00\x07.docx") == "工作 Set-Cookie: a=b.docx"


def test_invisible_signs_and_lone_surrogates_leave_a_name() -> None:
    assert clean_file_name("\ufeff总\u200b结\ud800.pdf") == "总结.pdf"


def test_a_name_of_three_hundred_characters_keeps_its_beginning_and_its_extension() -> None:
    assert clean_file_name("总" * 300 + ".docx") == "总" * 195 + ".docx"


def test_a_long_name_without_a_real_extension_is_cut_to_the_limit() -> None:
    assert clean_file_name("a." + "b" * 300) == "a." + "b" * 198


def test_a_decomposed_name_is_composed() -> None:
    assert clean_file_name("re\u0301sume\u0301.pdf") == "r\u00e9sum\u00e9.pdf"


def test_a_refusal_names_the_clean_file_and_what_is_accepted_in_both_languages() -> None:
    refusal = refused("C:\\tmp\\总\r\n结.exe", PROGRAM)
    assert refusal.message("zh") == "“总 结.exe”不是可以上传的格式。请另存为docx或pdf后上传。"
    assert refusal.message("en") == (
        "“总 结.exe” is not of a type that can be uploaded. Save it as docx or pdf and upload that."
    )


def test_a_name_with_braces_is_shown_as_it_is() -> None:
    assert "“{0.__class__}.exe”" in refused("{0.__class__}.exe", PROGRAM).message("zh")


def test_what_a_refusal_names_is_in_the_language_of_the_message() -> None:
    pdf = blank_pdf()
    pdf.attachments["fictional.txt"] = b"x"
    refusal = refused("a.pdf", pdf_bytes(pdf))
    assert "含有附件，" in refusal.message("zh")
    assert "contains attached files and" in refusal.message("en")


@pytest.mark.parametrize("code", MESSAGES)
def test_every_refusal_is_worded_in_both_languages_with_the_same_parameters(code: str) -> None:
    zh, en = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in MESSAGES[code])
    assert zh == en
    assert zh <= {"file", "accept", "what", "size_mb", "max_mb"}


def test_a_refusal_without_wording_cannot_be_made() -> None:
    with pytest.raises(KeyError):
        Refused("unheard_of")


def test_the_types_accepted_by_default_are_known() -> None:
    assert set(DEFAULT_ACCEPT) <= set(TYPES)


def test_text_that_scanners_look_for_is_no_concern_of_the_content_check() -> None:
    text = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    assert refused("a.docx", text.encode()).code == "name_and_content_differ"
    assert inspect("a.docx", archive({**docx_parts(), "word/note.txt": text}), ("docx",), LIMIT).extension == "docx"
