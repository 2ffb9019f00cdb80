"""What each command does and prints."""

import signal
import sys
from types import FrameType

import click
import flask_migrate
import waitress
from flask import current_app
from flask.cli import AppGroup, ScriptInfo, pass_script_info
from flask_security import hash_password

from portal.cli.worker import Worker, running_beside
from portal.models import db
from portal.models.database import act_for
from portal.services import clock, demonstration, facts, second_wall
from portal.web.stores import file_store

portal_commands = AppGroup("portal", help="Run and look after the portal.")


@portal_commands.command("migrate")
def migrate() -> None:
    """Bring the database to the state this release needs; in production, refuse a role that no policy binds."""
    role = second_wall.unbound_role()
    if role:
        warning = f"The database role {role!r} is a superuser: row-level security does not bind it."
        if current_app.config["PORTAL"].production:
            raise click.ClickException(f"{warning} Give the portal a role of its own.")
        print(f"Warning: {warning}")
    flask_migrate.upgrade()


@portal_commands.command("demonstration")
def show_demonstration() -> None:
    """Set up the fictional demonstration round, and say who can sign in."""
    hashed = hash_password(demonstration.PASSWORD)
    try:
        production = current_app.config["PORTAL"].production
        demonstration.seed(clock.now(), hashed, production=production, store=file_store())
    except demonstration.NotAllowed as error:
        raise click.ClickException(str(error)) from error
    width = max(len(account.email) for account in demonstration.ACCOUNTS)
    print(f"Demonstration accounts (all fictional), password of each: {demonstration.PASSWORD}")
    for account in demonstration.ACCOUNTS:
        print(f"  {account.email:<{width}}  {account.name}  {account.duty}")


@portal_commands.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option("--worker", is_flag=True, help="Do the worker's part in this process too.")
@pass_script_info
def serve(info: ScriptInfo, host: str, port: int, threads: int, worker: bool) -> None:
    """Serve the portal from this one process until it is stopped."""
    app = info.load_app()
    server = waitress.create_server(app, host=host, port=port, threads=threads)
    address = f"http://{host}:{server.effective_port}"
    # Left to itself, a process that is asked to end does so in the middle of a mail.
    signal.signal(signal.SIGTERM, _end)
    with running_beside(Worker(app, address) if worker else None):
        print(f"The portal answers at {address}/  (Ctrl-C stops it)")
        sys.stdout.flush()
        server.run()


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


@portal_commands.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@pass_script_info
def worker(info: ScriptInfo, once: bool) -> None:
    """Send mail, remind, open and close rounds by their dates, build packets: again and again, until it is stopped."""
    working = Worker(info.load_app())
    if not once:
        working.until_signalled()
        return
    done = working.once()
    print(f"Mails sent: {done.sent}, to be tried again: {done.failed}, given up: {done.given_up}")
    print(f"Packets: {done.packets}")
    if done.broken:
        raise click.ClickException(f"Not done: {', '.join(done.broken)} (see the log)")


facts_commands = AppGroup("facts", help="The figures that statistics read.")
portal_commands.add_command(facts_commands)


@facts_commands.command("rebuild")
def rebuild_facts() -> None:
    """Write the facts of every return anew from the submission that stands."""
    act_for(db.session(), None)
    found = facts.rebuild()
    print(f"Returns: {found.filings}, facts: {found.facts}, returns whose facts differed: {found.differed}")
