"""What each command does and prints."""

import sys

import click
import flask_migrate
import waitress
from flask import current_app
from flask.cli import AppGroup, ScriptInfo, pass_script_info
from flask_security import hash_password

from portal.services import clock, demonstration, second_wall
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
@pass_script_info
def serve(info: ScriptInfo, host: str, port: int, threads: int) -> None:
    """Serve the portal from this one process until it is stopped."""
    server = waitress.create_server(info.load_app(), host=host, port=port, threads=threads)
    print(f"The portal answers at http://{host}:{server.effective_port}/  (Ctrl-C stops it)")
    sys.stdout.flush()
    server.run()
