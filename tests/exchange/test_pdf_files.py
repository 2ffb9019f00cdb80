"""A PDF is taken when it opens, has a page, and does nothing but show."""

import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from portal.exchange import pdf_files
from portal.exchange.refusals import Refused
from tests.documents import blank_pdf, pdf_bytes, small_pdf, swelling_pdf


def refusal(data: bytes) -> Refused:
    """The refusal of *data*; the test fails when it is taken."""
    with pytest.raises(Refused) as raised:
        pdf_files.check(data)
    return raised.value


def with_action(**action: object) -> bytes:
    """A PDF that does *action* when it is opened."""
    pdf = blank_pdf()
    pdf.Root.OpenAction = pikepdf.Dictionary(action)
    return pdf_bytes(pdf)


def what(data: bytes) -> str:
    """What active content the refusal of *data* names, in English."""
    found = refusal(data)
    assert found.code == "active_content"
    return found.params["what"].en


def test_a_sound_pdf_is_taken() -> None:
    pdf_files.check(small_pdf())


def test_a_script_that_runs_on_opening_is_refused() -> None:
    action = {"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}
    assert what(with_action(**action)) == pdf_files.ACTIVE["script"].en


def test_a_script_of_the_whole_document_is_refused() -> None:
    pdf = blank_pdf()
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["fictional", action]))
    assert what(pdf_bytes(pdf)) == pdf_files.ACTIVE["script"].en


def test_a_script_whose_name_is_written_in_codes_is_refused() -> None:
    action = {"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}
    data = with_action(**action)
    disguised = data.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/J#53 ")
    assert disguised != data
    assert what(disguised) == pdf_files.ACTIVE["script"].en


def test_a_script_whose_kind_stands_elsewhere_is_refused() -> None:
    pdf = blank_pdf()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pdf.make_indirect(pikepdf.Name.JavaScript), JS="app.alert(1)")
    assert what(pdf_bytes(pdf)) == pdf_files.ACTIVE["script"].en


def test_a_script_of_a_played_medium_is_refused() -> None:
    action = {"/S": pikepdf.Name.Rendition, "/JS": "app.alert(1)"}
    assert what(with_action(**action)) == pdf_files.ACTIVE["script"].en


def test_starting_a_program_from_a_link_is_refused() -> None:
    pdf = blank_pdf()
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="fictional.exe")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
    pdf.pages[0].Annots = pikepdf.Array([link])
    assert what(pdf_bytes(pdf)) == pdf_files.ACTIVE["launch"].en


def test_a_dynamic_form_is_refused() -> None:
    pdf = blank_pdf()
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp/>"))
    assert what(pdf_bytes(pdf)) == pdf_files.ACTIVE["form"].en


def test_an_attached_file_is_refused() -> None:
    pdf = blank_pdf()
    pdf.attachments["fictional.txt"] = b"x"
    assert what(pdf_bytes(pdf)) == pdf_files.ACTIVE["attachment"].en


def test_links_and_a_text_that_speaks_of_scripts_are_harmless() -> None:
    pdf = blank_pdf()
    link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
    link.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.test/")
    pdf.pages[0].Annots = pikepdf.Array([link])
    pdf.docinfo["/Title"] = "The words /JavaScript, /Launch and /XFA"
    pdf_files.check(pdf_bytes(pdf))


def test_a_password_to_open_is_refused() -> None:
    locked = pdf_bytes(blank_pdf(), pikepdf.Encryption(user="fictional", owner="fictional too"))
    assert refusal(locked).code == "encrypted"


def test_a_way_of_locking_that_is_not_known_is_refused_as_locked() -> None:
    locked = pdf_bytes(blank_pdf(), pikepdf.Encryption(user="", owner="fictional"))
    unknown = locked.replace(b"/Filter /Standard", b"/Filter /Fictiona")
    assert unknown != locked
    assert refusal(unknown).code == "encrypted"


def test_a_password_only_to_change_is_no_obstacle_to_reading() -> None:
    pdf_files.check(pdf_bytes(blank_pdf(), pikepdf.Encryption(user="", owner="fictional")))


def test_a_pdf_without_a_page_is_damage() -> None:
    assert refusal(pdf_bytes(pikepdf.new())).code == "damaged"


def test_a_pdf_cut_short_is_damage() -> None:
    data = small_pdf("word " * 2000)
    assert refusal(data[: len(data) // 2]).code == "damaged"


def test_a_header_and_an_end_with_nothing_between_are_damage() -> None:
    assert refusal(b"%PDF-1.7\nfictional\n%%EOF\n").code == "damaged"


def test_a_pdf_that_unfolds_to_much_is_refused() -> None:
    data = swelling_pdf(300)
    assert len(data) < 400_000
    assert refusal(data).code == "damaged"


def test_the_same_pdf_that_unfolds_to_little_is_taken() -> None:
    pdf_files.check(swelling_pdf(1))


def test_the_reader_cannot_take_more_memory_than_it_is_given() -> None:
    greedy = f"import runpy; runpy.run_path({str(pdf_files.PROBE)!r})['limit'](); bytearray(1024 ** 3)"
    ended = subprocess.run([sys.executable, "-I", "-c", greedy], capture_output=True, check=False)
    assert b"MemoryError" in ended.stderr


def test_the_reader_cannot_compute_without_end() -> None:
    code = f"import runpy, resource; runpy.run_path({str(pdf_files.PROBE)!r})['limit'](); "
    code += "print(*resource.getrlimit(resource.RLIMIT_CPU))"
    ended = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True)
    assert ended.stdout.split() == [b"5", b"5"]


def test_a_pdf_that_ends_its_reader_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGXCPU)\n")
    monkeypatch.setattr(pdf_files, "PROBE", probe)
    assert refusal(small_pdf()).code == "zip_bomb"


def test_a_pdf_that_keeps_its_reader_busy_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(pdf_files, "PROBE", probe)
    monkeypatch.setattr(pdf_files, "PATIENCE_SECONDS", 0.2)
    assert refusal(small_pdf()).code == "zip_bomb"


def test_a_reader_that_cannot_start_is_not_the_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_files, "PROBE", tmp_path / "absent.py")
    with pytest.raises(RuntimeError, match=r"absent\.py failed"):
        pdf_files.check(small_pdf())
