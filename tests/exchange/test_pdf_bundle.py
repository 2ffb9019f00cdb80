"""Binding PDF files: every page as it was, under its bookmark, and nothing dragged along."""

from decimal import Decimal
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from portal.exchange.pdf_bundle import PdfBundle
from tests.documents import blank_pdf, pdf_bytes, small_pdf


def bound(*files: tuple[str, bytes]) -> bytes:
    """*files*, each with its bookmark, as one."""
    held = BytesIO()
    bundle = PdfBundle(held, "云南材料（虚构）")
    for title, data in files:
        bundle.add(data, title)
    bundle.finish()
    return held.getvalue()


def texts_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    found = [page.get_textpage().get_text_bounded().strip() for page in document]
    document.close()
    return found


def bookmarks_of(data: bytes) -> list[tuple[str, int]]:
    """Title and page, counted from 0, of every bookmark."""
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        pages = [page.obj.objgen for page in pdf.pages]
        return [(item.title, pages.index(item.destination[0].objgen)) for item in outline.root]


def long_pdf(*texts: str) -> bytes:
    """A PDF with a page for each of *texts*."""
    pdf = pikepdf.new()
    for text in texts:
        with pikepdf.open(BytesIO(small_pdf(text))) as one:
            pdf.pages.extend(one.pages)
    return pdf_bytes(pdf)


def test_all_pages_stand_one_after_the_other_each_file_under_its_bookmark() -> None:
    data = bound(
        ("第一（虚构）", long_pdf("one", "two")), ("第二", small_pdf("three")), ("Third & (last)", small_pdf("four"))
    )
    assert texts_of(data) == ["one", "two", "three", "four"]
    assert bookmarks_of(data) == [("第一（虚构）", 0), ("第二", 2), ("Third & (last)", 3)]


def test_what_is_bound_is_sound_and_has_a_title() -> None:
    data = bound(("a", long_pdf("one", "two")), ("b", small_pdf("three")))
    with pikepdf.open(BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.docinfo["/Title"]) == "云南材料（虚构）"
        assert pdf.Root.PageMode == "/UseOutlines"


def test_a_bundle_of_one_file_and_of_none_can_be_opened() -> None:
    assert bookmarks_of(bound(("only", small_pdf("one")))) == [("only", 0)]
    with pikepdf.open(BytesIO(bound())) as pdf:
        assert len(pdf.pages) == 0


def test_what_a_page_inherits_goes_with_it() -> None:
    pdf = blank_pdf()
    page = pdf.pages[0]
    del page.obj["/MediaBox"]
    pdf.Root.Pages.MediaBox = pikepdf.Array([0, 0, 400, Decimal("300.5")])
    pdf.Root.Pages.Rotate = 90
    with pikepdf.open(BytesIO(bound(("a", pdf_bytes(pdf))))) as found:
        assert [Decimal(str(side)) for side in found.pages[0].obj.MediaBox] == [0, 0, 400, Decimal("300.5")]
        assert found.pages[0].obj.Rotate == 90


def test_values_of_every_kind_are_the_same_afterwards() -> None:
    pdf = blank_pdf()
    kinds = {
        "/Yes": True, "/No": False, "/Whole": -7, "/Part": Decimal("0.125"), "/Word": pikepdf.Name("/A B#"),
        "/Text": pikepdf.String("(虚构) \\ 12 0 R"), "/List": pikepdf.Array([1, pikepdf.Name.X, pikepdf.Array([])]),
        "/B": pikepdf.Dictionary(Deep=pikepdf.Dictionary(End=1)),
    }  # fmt: skip
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(kinds))
    with pikepdf.open(BytesIO(bound(("a", pdf_bytes(pdf))))) as found:
        kept = found.pages[0].obj.Resources.ExtGState
        assert {name: kept[name] == value for name, value in kinds.items()} == dict.fromkeys(kinds, True)


def test_what_two_pages_share_is_written_once() -> None:
    pdf = blank_pdf()
    pdf.add_blank_page()
    shared = pdf.make_stream(b"0 0 9 9 re f " * 5000)
    for page in pdf.pages:
        page.obj.Contents = shared
    with pikepdf.open(BytesIO(bound(("a", pdf_bytes(pdf))))) as found:
        first, second = (page.obj.Contents for page in found.pages)
        assert first.objgen == second.objgen
        assert first.read_bytes() == b"0 0 9 9 re f " * 5000


def test_a_link_to_a_page_leads_to_that_page_and_takes_nothing_along() -> None:
    pdf = blank_pdf()
    pdf.add_blank_page()
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=pikepdf.Array([0, 0, 9, 9]),
        Dest=pikepdf.Array([pdf.pages[1].obj, pikepdf.Name.Fit]),
    )
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
    with pikepdf.open(BytesIO(bound(("before", small_pdf("one")), ("a", pdf_bytes(pdf))))) as found:
        assert found.pages[1].obj.Annots[0].Dest[0].objgen == found.pages[2].obj.objgen
        assert sum(1 for each in found.objects if each is not None and _is_page(each)) == 3


def _is_page(found: object) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Page"


def test_the_structure_of_its_own_file_stays_behind() -> None:
    pdf = blank_pdf()
    pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    pdf.pages[0].obj.StructParents = 0
    pdf.pages[0].obj.Tabs = pikepdf.Name.S
    data = bound(("a", pdf_bytes(pdf)))
    assert b"Struct" not in data
    assert b"/Tabs" not in data


@pytest.mark.parametrize("count", [2, 30])
def test_what_is_kept_in_memory_does_not_grow_with_the_pages(count: int) -> None:
    held = BytesIO()
    bundle = PdfBundle(held, "a")
    for number in range(count):
        bundle.add(long_pdf(*["page"] * 20), f"{number}")
    kept = {name: value for name, value in vars(bundle).items() if name != "_file"}
    assert {type(value).__name__ for value in kept.values()} == {"str", "array", "int", "list"}
    assert len(kept["_files"]) == count
