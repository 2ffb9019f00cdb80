"""The field history takes new lines only: the database refuses to change, delete or empty it."""

from alembic import op

revision = "0004"
down_revision = "0003"

REFUSAL = "the field history is append-only"
#: ``REPLACE`` removes the row in its way without asking a delete trigger, so it is refused on the way in.
SQLITE_TRIGGERS = {
    "cell_change_no_update": "BEFORE UPDATE ON cell_change",
    "cell_change_no_delete": "BEFORE DELETE ON cell_change",
    "cell_change_no_replace": (
        "BEFORE INSERT ON cell_change WHEN EXISTS (SELECT 1 FROM cell_change WHERE id = NEW.id)"
    ),
}
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER cell_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cell_change
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)
        op.execute(POSTGRESQL_TRIGGER)
        return
    for name, moment in SQLITE_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {moment} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER cell_change_append_only ON cell_change")
        op.execute("DROP FUNCTION refuse_change_of_history()")
        return
    for name in SQLITE_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
