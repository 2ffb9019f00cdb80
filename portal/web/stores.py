"""The file store of the running application."""

from flask import current_app

from portal.exchange.file_store import FileStore


def file_store() -> FileStore:
    """The store that the settings name, opened once for the application."""
    store: FileStore = current_app.extensions["portal_file_store"]
    return store
