"""The commands ``flask portal …``: set up the database, show the demonstration, serve.

They act as the portal itself. What they do is done by the services; they only say it in words.
"""

from flask import Flask

from portal.cli.commands import portal_commands


def register(app: Flask) -> None:
    """Give *app* its commands."""
    app.cli.add_command(portal_commands)
