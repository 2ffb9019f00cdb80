"""Whether the second wall between tenants stands: the row-level policies of PostgreSQL.

Owns only the question. The policies are made by the migrations; SQLite has none.
"""

from sqlalchemy import text

from portal.models import db

UNBOUND = text("SELECT current_user FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)")


def unbound_role() -> str | None:
    """Name of the role the portal works as, if no row-level policy binds it (a superuser); else None."""
    session = db.session()
    if session.get_bind().dialect.name != "postgresql":
        return None
    role: str | None = session.scalar(UNBOUND)
    return role
