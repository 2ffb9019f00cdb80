"""The second wall between tenants: PostgreSQL shows a transaction only what its person may see.

Every transaction names the person it acts for in ``portal.person``. Policies decide by
``association_id`` alone; which associations that is, one function says for all tables. Whoever names
nobody, or something that is no id, sees nothing. ``FORCE`` binds the owner of the tables too, so the
portal needs one database role that is no superuser, not two.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = ("filing", "section_document", "cell_change", "uploaded_file")

# PL/pgSQL keeps the plan of each query for the session; a function in plain SQL is planned at each call.
VISIBLE_ASSOCIATIONS = """
CREATE FUNCTION visible_associations() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY INVOKER AS $$
DECLARE
    named text := coalesce(current_setting('portal.person', true), '');
    person uuid;
BEGIN
    IF named = 'system' THEN
        RETURN QUERY SELECT a.id FROM association a;
        RETURN;
    END IF;
    IF named !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN;
    END IF;
    person := named::uuid;
    RETURN QUERY SELECT m.association_id FROM membership m
        WHERE m.person_id = person AND m.association_id IS NOT NULL;
    RETURN QUERY SELECT a.id FROM membership m JOIN association a ON a.region_code = m.region_code
        WHERE m.person_id = person AND m.association_id IS NULL;
    IF EXISTS (SELECT FROM membership m
               WHERE m.person_id = person AND m.association_id IS NULL AND m.region_code IS NULL) THEN
        RETURN QUERY SELECT a.id FROM association a;
    END IF;
END
$$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(VISIBLE_ASSOCIATIONS)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_of_visible_associations ON {table}"
            " USING (association_id IN (SELECT visible_associations()))"
            " WITH CHECK (association_id IN (SELECT visible_associations()))"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"DROP POLICY {table}_of_visible_associations ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION visible_associations()")
