"""The commands ``flask portal …``: set up the database, show the demonstration, serve, exchange workbooks.

They act as the portal itself. What they do is done by the services; they only say it in words.
"""

from flask import Flask

from portal.cli.commands import portal_commands
from portal.cli.exchange import export_workbooks, import_workbooks


def register(app: Flask) -> None:
    """Give *app* its commands."""
    portal_commands.add_command(export_workbooks)
    portal_commands.add_command(import_workbooks)
    app.cli.add_command(portal_commands)
