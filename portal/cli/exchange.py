"""The commands ``flask portal export`` and ``import``: workbooks of the form to a folder, and back from one.

They act as the portal itself; what is imported is saved as the person named, with no more rights than that
person has on the pages. Own what is printed, the names of the files and the exit code.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.exchange.form_workbook.contents import Contents
from portal.exchange.form_workbook.refusals import WorkbookRefused, why
from portal.exchange.summary_files import clean_file_name
from portal.filing.access import is_contact, may_see
from portal.filing.states import WITH_CONTACT
from portal.form.reading import TooManyRows
from portal.models import Filing, Person, db
from portal.models.database import act_for
from portal.services import clock, filings, workbook_files, workbooks
from portal.services.locked_filings import NoSuchFiling, NotYours
from portal.services.named_on_command import person_named, returns_named, round_named
from portal.services.sections import NotEditable
from portal.services.workbook_plan import Plan, Undecided
from portal.services.workbook_refusals import ImportRefused
from portal.services.workbooks import Agreed, PlanChanged

SUFFIX = ".xlsx"
#: What a spreadsheet program leaves beside a file that it has open.
LOCK_FILE = "~$"
UNSAFE = re.compile(r'[<>:"/\\|?*]')
MEGABYTE = 1024 * 1024


class NotTaken(Exception):
    """One file is not imported; the text says why."""


@click.command("export")
@click.option("--round", "year", type=int, help="Year of the round; without it, the one that is open.")
@click.option("--association", help="Unified social credit code or exact name of one association.")
@click.option("--all", "everybody", is_flag=True, help="Every association of the round.")
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--both", is_flag=True, help="Chinese with English beneath; without it, Chinese alone.")
@with_appcontext
def export_workbooks(year: int | None, association: str | None, everybody: bool, folder: Path, both: bool) -> None:
    """Write the workbook of one return, or of all of a round, with the present answers."""
    if (association is None) is not everybody:
        raise click.UsageError("Name one --association, or say --all.")
    act_for(db.session(), None)
    round_ = round_named(year)
    if round_ is None:
        raise click.ClickException("No such round." if year else "No round is open: name one with --round.")
    found = returns_named(round_, association)
    if not found:
        raise click.ClickException("No such return in this round.")
    folder.mkdir(parents=True, exist_ok=True)
    with click.progressbar(found, label="Exporting", show_pos=True) as bar:
        for filing_id in bar:
            filing = filings.find(filing_id)
            if filing is not None:
                data = workbook_files.workbook_of(filing, both=both)
                (folder / _file_name(filing)).write_bytes(data)
    print(f"Workbooks written to {folder}: {len(found)}")


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--apply", "apply_", is_flag=True, help="Save the changes; without it, they are only shown.")
@click.option("--as", "email", help="Who saves them: a contact of each of the associations.")
@with_appcontext
def import_workbooks(source: Path, apply_: bool, email: str | None) -> None:
    """Show what a workbook, or every workbook in a folder, would change; with --apply, save it."""
    if apply_ and not email:
        raise click.UsageError("--apply needs --as: every change is saved in somebody's name.")
    act_for(db.session(), None)
    person = person_named(email) if email else None
    if email and person is None:
        raise click.ClickException(f"Nobody signs in with {email}.")
    files = _files(source)
    if not files:
        raise click.ClickException(f"No workbook ({SUFFIX}) in {source}.")
    said: list[str] = []
    refused = 0
    with click.progressbar(files, label="Reading", show_pos=True) as bar:
        for path in bar:
            try:
                said += [f"{path.name}:", *_bring(path, person, apply_=apply_)]
            except NotTaken as error:
                refused += 1
                said += [f"{path.name}:", f"  refused: {error}"]
    print(*said, sep="\n")
    done = "Saved" if apply_ else "Would be saved (nothing was written)"
    print(f"{done}: {len(files) - refused}, refused: {refused}")
    if refused:
        raise SystemExit(1)


def _bring(path: Path, person: Person | None, *, apply_: bool) -> list[str]:
    """Import one file, or look at what importing it would do; in lines. Raises :class:`NotTaken`."""
    try:
        contents = workbooks.read_file(path.read_bytes(), current_app.config["PORTAL"].upload_max_mb * MEGABYTE)
        if not contents.stamp.filing_id:
            raise NotTaken("A blank copy does not say whose it is: bring it back on the page of the return.")
        with _acting_as(person):
            filing = _filing(contents)
            _refuse_where_saving_would(person, filing)
            planned = workbooks.plan_of(filing, contents)
            lines = _told(filing, contents, planned)
            for _section, block, limit in planned.too_long():
                raise TooManyRows(block, limit)
            if planned.conflicts:
                raise NotTaken(
                    "Changed in the portal, too, since the workbook was downloaded; bring it back on the page of the "
                    f"return to choose: {', '.join(planned.conflicts)}"
                )
            if apply_ and person and planned.changes_anything:
                workbooks.apply_at_once(person, filing, path.name, contents, Agreed(planned.digest))
    except (WorkbookRefused, ImportRefused) as error:
        raise NotTaken(error.message("en")) from error
    except (NoSuchFiling, NotYours, NotEditable, TooManyRows, PlanChanged, Undecided, OSError) as error:
        raise NotTaken(_reason(error)) from error
    return lines


def _refuse_where_saving_would(person: Person | None, filing: Filing) -> None:
    """Raise what saving would raise, so that looking and saving say the same; saving asks once more."""
    if person and not may_see(person.grants, filing.place):
        raise NoSuchFiling(filing.id)
    if person and not is_contact(person.grants, filing.place):
        raise NotYours(filing.id)
    if filing.state not in WITH_CONTACT or not filing.takes_writes(clock.now()):
        raise NotEditable(filing.id)


def _reason(error: Exception) -> str:
    match error:
        case NoSuchFiling():
            return "There is no such return, or this person does not know of it."
        case NotYours():
            return "This person does not fill in for the association."
        case NotEditable():
            return "The return cannot be changed now: it is submitted or accepted, or its round is not open."
        case TooManyRows(args=(block, limit)):
            return f"The list {block} takes at most {limit} rows."
        case OSError():
            return f"The file cannot be opened: {error.strerror}."
        case _:
            return "The answers in the portal changed while the file was read. Import it once more."


def _told(filing: Filing, contents: Contents, planned: Plan) -> list[str]:
    """What would change, cell by cell; what could not be read."""
    lines = [
        f"  {each.section.code}.{change.address}: {change.old!r} -> {change.new!r}"
        for each in planned.sections
        for change in each.merge.changes
    ]
    kept = [f"{each.section.code}.{row}" for each in planned.sections for row in each.merge.kept_rows]
    lines += [f"  {row}: taken out of the file, but changed in the portal since; it stays" for row in kept]
    lines += [f"  not read: {cell.place} ({cell.found!r}): {why(cell.why, 'en')}" for cell in contents.unreadable]
    return [f"  {filing.association.name}, {filing.round.year}", *(lines or ["  changes nothing"])]


@contextmanager
def _acting_as(person: Person | None) -> Iterator[None]:
    """Inside, the database shows what *person* may see, so that what is written stays within that."""
    act_for(db.session(), person.id if person else None)
    try:
        yield
    finally:
        act_for(db.session(), None)


def _filing(contents: Contents) -> Filing:
    """The filing that the workbook was written from. Raises NoSuchFiling."""
    try:
        found = filings.find(uuid.UUID(contents.stamp.filing_id))
    except ValueError:
        found = None
    if found is None:
        raise NoSuchFiling(contents.stamp.filing_id)
    return found


def _files(source: Path) -> list[Path]:
    """The workbooks that *source* is or holds, by name."""
    if source.is_file():
        return [source]
    return sorted(p for p in source.iterdir() if p.suffix.lower() == SUFFIX and not p.name.startswith(LOCK_FILE))


def _file_name(filing: Filing) -> str:
    """A name of its own for the workbook of each filing of a round, safe on every system."""
    name = clean_file_name(UNSAFE.sub("_", filing.association.name))
    return f"{filing.round.year}-{filing.serial:04}-{name}{SUFFIX}"
