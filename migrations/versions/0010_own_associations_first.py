"""The second wall asks first whether a row is of the person's own association.

Most transactions are a contact's and touch one association. They need to know neither whether the person sees the
whole nation nor what a region holds: PostgreSQL evaluates what stands behind an OR only where it comes to it.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

TENANT_TABLES = (
    *("filing", "section_document", "cell_change", "uploaded_file", "submission", "filing_event", "fact", "comment"),
    *("comment_entry", "explanation", "sealed_scan", "workbook_offer"),
)

OWN_ASSOCIATIONS = """
CREATE FUNCTION own_associations() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY INVOKER AS $$
DECLARE
    named text := coalesce(current_setting('portal.person', true), '');
BEGIN
    IF named !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(SELECT m.association_id FROM membership m
        WHERE m.person_id = named::uuid AND m.association_id IS NOT NULL);
END
$$
"""
BEFORE = "(SELECT sees_all()) OR association_id IN (SELECT visible_associations())"
OWN_FIRST = f"association_id = ANY ((SELECT own_associations())::uuid[]) OR {BEFORE}"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(OWN_ASSOCIATIONS)
        let_through(OWN_FIRST)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        let_through(BEFORE)
        op.execute("DROP FUNCTION own_associations()")


def let_through(rule: str) -> None:
    """Let every policy of the tenants' tables say *rule*."""
    for table in TENANT_TABLES:
        op.execute(f"ALTER POLICY {table}_of_visible_associations ON {table} USING ({rule}) WITH CHECK ({rule})")
