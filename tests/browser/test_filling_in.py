"""The whole of sample filing A, typed into an empty filing through the pages, with and without JavaScript.

What was typed is found again after a fresh sign-in, in the other language, down to the uploaded file.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from portal.form.editions import EDITION_2017
from portal.models import db
from portal.models.database import act_for
from portal.services import filings
from portal.services.stored_sections import stored_sections
from tests.browser.typist import Typist
from tests.documents import small_docx
from tests.form.samples import SAMPLES, documents
from tests.support.people import World

SAMPLE = documents(SAMPLES["A"])
NAME = "试点工作总结（2013—2017）.docx"


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("languages", [("zh-CN", "en"), ("en", "zh-CN")], ids=["zh first", "en first"])
def test_sample_a_is_typed_in_and_found_again(
    app: Flask,
    world: World,
    live_server: str,
    new_context: Callable[..., BrowserContext],
    tmp_path: Path,
    script: bool,
    languages: tuple[str, str],
) -> None:
    first, second = languages
    summary = tmp_path / NAME
    summary.write_bytes(small_docx("虚构的工作总结"))
    filing = world.foreign_filing

    context = new_context(java_script_enabled=script)
    typist = Typist(context.new_page(), live_server, script=script)
    typist.sign_in("charlie@example.org")
    typist.speak(first)
    for section in EDITION_2017.sections[:4]:
        typist.open(filing.id, section.code)
        assert typist.page.locator("html").get_attribute("lang") == first
        typist.fill_in(section, SAMPLE[section.code])
        typist.go_on()
    typist.open(filing.id, "summary_materials")
    typist.page.set_input_files("input[type=file]", summary)
    typist.page.click("form[enctype='multipart/form-data'] button[type=submit]")
    expect(typist.page.get_by_role("link", name=NAME)).to_be_visible()
    typist.sign_out()

    context = new_context(java_script_enabled=script)
    reader = Typist(context.new_page(), live_server, script=script)
    reader.sign_in("charlie@example.org")
    reader.speak(second)
    for section in EDITION_2017.sections[:4]:
        reader.open(filing.id, section.code)
        assert reader.page.locator("html").get_attribute("lang") == second
        assert reader.shown(section, SAMPLE[section.code]) == SAMPLE[section.code]
    reader.open(filing.id, "summary_materials")
    expect(reader.page.get_by_role("link", name=NAME)).to_be_visible()
    with reader.page.expect_download() as fetched:
        reader.page.click(f"a:has-text('{NAME}')")
    assert fetched.value.suggested_filename == NAME
    assert Path(fetched.value.path()).read_bytes() == summary.read_bytes()

    with app.app_context():
        act_for(db.session(), None)
        found = filings.find(filing.id)
        assert found is not None
        stored = stored_sections(found)
    assert [stored[section.code].progress.state for section in EDITION_2017.sections] == ["complete"] * 5
