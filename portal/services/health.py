"""Whether what the portal stands on answers."""

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.models import db


def database_answers() -> bool:
    """Whether the database answers the simplest question."""
    try:
        db.session.execute(select(1))
    except SQLAlchemyError:
        return False
    return True
