"""A filing filled in completely, through the services, as its contact would have done.

World's own association joined in 2013, like samples B and C; the foreign one in 2016, like A, D and E.
"""

from flask import Flask

from portal.form.problems import Level
from portal.models import Filing, Person, db
from portal.models.database import act_for
from portal.services.explaining import explain
from portal.services.filings import find
from portal.services.rounds import form_context
from portal.services.sections import save_cells
from portal.services.submissions import holdings_of
from portal.services.uploads import UploadLimits, add_file
from portal.web.stores import file_store
from tests.documents import small_docx
from tests.form.samples import SAMPLES, documents
from tests.support.people import World

EXPLANATION = "当年新增两家会员单位并入统计，已与台账逐笔核对（虚构）。"
LIMITS = UploadLimits(("docx", "pdf"), 1024 * 1024, 10)


def fill_in(app: Flask, world: World, sample: str = "C", *, foreign: bool = False) -> None:
    """Fill in Alice's filing (or Charlie's) with a sample and a small work summary, nothing missing."""
    person = world.people.charlie if foreign else world.people.alice
    fill(app, person, world.foreign_filing if foreign else world.filing, sample)


def fill(app: Flask, person: Person, filing: Filing, sample: str) -> None:
    """Fill in *filing* as *person* with a sample whose joining year is the association's."""
    with app.app_context():
        act_for(db.session(), person.id)
        found = find(filing.id)
        assert found is not None
        for section, cells in documents(SAMPLES[sample]).items():
            save_cells(person, filing.id, section, 0, list(cells.items()))
        add_file(file_store(), person, found, "工作总结（虚构）.docx", small_docx(), LIMITS)
        explain_all(person, filing)


def explain_all(person: Person, filing: Filing) -> None:
    """Explain as *person*, in the present context, every soft problem whose explanation does not stand."""
    found = find(filing.id)
    assert found is not None
    held = holdings_of(found, form_context(found))
    for problem in held.every_problem:
        if problem.level is Level.SOFT and problem.key not in held.explained:
            explain(person, filing.id, problem.key, EXPLANATION)
