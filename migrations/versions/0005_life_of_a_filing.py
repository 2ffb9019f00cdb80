"""The life of a filing: submissions, facts, events, comments and extensions.

What was once said stays said: submissions and events take new lines only, and an entry of a thread can
be reworded until it is sent. The policies of the second wall ask first whether the person sees the
whole nation, once a statement, so that a national list does not gather every association's id.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

STATES = "('draft', 'submitted', 'returned', 'accepted')"
TENANT_TABLES = ("submission", "filing_event", "fact", "comment", "comment_entry")
OLDER_TENANT_TABLES = ("filing", "section_document", "cell_change", "uploaded_file")
#: With what is unique of each beside its id: SQLite's ``REPLACE`` removes rows in its way by any unique key.
INSERT_ONLY = {
    "submission": "OR reference = NEW.reference OR (filing_id = NEW.filing_id AND number = NEW.number)",
    "filing_event": "OR (filing_id = NEW.filing_id AND version = NEW.version)",
    "round_event": "",
}
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DECIMAL = sa.Numeric(24, 6).with_variant(sa.String(30), "sqlite")

SEES_ALL = """
CREATE FUNCTION sees_all() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY INVOKER AS $$
DECLARE
    named text := coalesce(current_setting('portal.person', true), '');
BEGIN
    IF named = 'system' THEN
        RETURN true;
    END IF;
    IF named !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN false;
    END IF;
    RETURN EXISTS (SELECT FROM membership m
        WHERE m.person_id = named::uuid AND m.association_id IS NULL AND m.region_code IS NULL);
END
$$
"""
VISIBLE = "association_id IN (SELECT visible_associations())"
VISIBLE_QUICKLY = f"(SELECT sees_all()) OR {VISIBLE}"


def upgrade() -> None:
    widen_filings()
    with op.batch_alter_table("association") as batch:
        batch.add_column(sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()))
    with op.batch_alter_table("association") as batch:
        batch.alter_column("active", server_default=None)
    with op.batch_alter_table("round") as batch:
        batch.add_column(sa.Column("keeps_dates", sa.Boolean, nullable=False, server_default=sa.true()))
    with op.batch_alter_table("round") as batch:
        batch.alter_column("keeps_dates", server_default=None)
    create_records()
    create_comments()
    keep_records()
    raise_second_wall()


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """A column that holds a moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def refers(name: str, target: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[object]:
    """A column that refers to *target* by id."""
    return sa.Column(name, sa.Uuid, sa.ForeignKey(target), nullable=nullable, primary_key=primary_key)


def widen_filings() -> None:
    """What the queue shows, beside each filing; older filings are numbered in the order of their ids."""
    with op.batch_alter_table("filing") as batch:
        batch.add_column(sa.Column("serial", sa.Integer, nullable=True))
        batch.add_column(moment("state_since", nullable=True))
        for name in ("submission", "open_comments", "changed_cells"):
            batch.add_column(sa.Column(name, sa.Integer, nullable=False, server_default="0"))
        for name in ("late", "was_returned"):
            batch.add_column(sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
        for name in ("submitted_at", "review_begun_at", "extended_until"):
            batch.add_column(moment(name, nullable=True))
        batch.add_column(sa.Column("reviewer_id", sa.Uuid, nullable=True))
        batch.add_column(sa.Column("earlier_id", sa.Uuid, nullable=True))
    op.execute(
        "UPDATE filing SET"
        " serial = (SELECT count(*) FROM filing f WHERE f.round_id = filing.round_id AND f.id <= filing.id),"
        " state_since = coalesce(started_at, (SELECT opens_at FROM round WHERE round.id = filing.round_id))"
    )
    with op.batch_alter_table("filing") as batch:
        batch.alter_column("serial", nullable=False)
        batch.alter_column("state_since", nullable=False)
        for name in ("submission", "open_comments", "changed_cells", "late", "was_returned"):
            batch.alter_column(name, server_default=None)
        batch.create_foreign_key(op.f("fk_filing_reviewer_id_person"), "person", ["reviewer_id"], ["id"])
        batch.create_foreign_key(op.f("fk_filing_earlier_id_filing"), "filing", ["earlier_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_filing_round_id_serial"), ["round_id", "serial"])
    op.create_index("ix_filing_queue", "filing", ["round_id", "state", "state_since", "id"])


def create_records() -> None:
    """Submissions, facts and the two histories."""
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid, primary_key=True),
        refers("filing_id", "filing.id"),
        refers("association_id", "association.id"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(30), nullable=False, unique=True),
        moment("submitted_at"),
        refers("submitted_by", "person.id"),
        sa.Column("responsible_name", sa.String(50), nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("problems", sa.JSON, nullable=False),
        sa.UniqueConstraint("filing_id", "number"),
    )
    op.create_table(
        "filing_event",
        sa.Column("id", ID, primary_key=True),
        refers("filing_id", "filing.id"),
        refers("association_id", "association.id"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("from_state", sa.String(10), nullable=False),
        sa.Column("to_state", sa.String(10), nullable=False),
        sa.Column("submission", sa.Integer, nullable=False),
        refers("person_id", "person.id"),
        moment("at"),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.UniqueConstraint("filing_id", "version"),
        sa.CheckConstraint(f"from_state IN {STATES}", name="from_state_known"),
        sa.CheckConstraint(f"to_state IN {STATES}", name="to_state_known"),
    )
    op.create_index("ix_filing_event_at", "filing_event", ["at"])
    op.create_table(
        "fact",
        refers("filing_id", "filing.id", primary_key=True),
        sa.Column("indicator", sa.String(120), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("category", sa.String(60), primary_key=True),
        refers("association_id", "association.id"),
        sa.Column("value", DECIMAL, nullable=False),
    )
    op.create_table(
        "round_event",
        sa.Column("id", ID, primary_key=True),
        refers("round_id", "round.id"),
        sa.Column("action", sa.String(20), nullable=False),
        refers("person_id", "person.id", nullable=True),
        moment("at"),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
    )
    op.create_index("ix_round_event_round_id", "round_event", ["round_id"])


def create_comments() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid, primary_key=True),
        refers("filing_id", "filing.id"),
        refers("association_id", "association.id"),
        sa.Column("section", sa.String(40), nullable=False),
        sa.Column("address", sa.String(160), nullable=False),
        sa.Column("raised_on", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("awaits_answer", sa.Boolean, nullable=False),
        refers("created_by", "person.id"),
        moment("created_at"),
        refers("closed_by", "person.id", nullable=True),
        moment("closed_at", nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name="state_known"),
    )
    op.create_index("ix_comment_filing_id", "comment", ["filing_id"])
    op.create_table(
        "comment_entry",
        sa.Column("id", sa.Uuid, primary_key=True),
        refers("comment_id", "comment.id"),
        refers("filing_id", "filing.id"),
        refers("association_id", "association.id"),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        refers("person_id", "person.id"),
        moment("written_at"),
        moment("sent_at", nullable=True),
        sa.CheckConstraint("kind IN ('ask', 'changed', 'explained', 'disagree')", name="kind_known"),
    )
    op.create_index("ix_comment_entry_thread", "comment_entry", ["comment_id", "written_at"])
    op.create_index("ix_comment_entry_filing_id", "comment_entry", ["filing_id"])


def keep_records() -> None:
    """The database itself refuses to change or delete a record."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_record() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION '% is insert only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
            " END $$"
        )
        for table in INSERT_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_record()"
            )
        op.execute(
            "CREATE TRIGGER comment_entry_sent_stays BEFORE UPDATE OR DELETE ON comment_entry"
            " FOR EACH ROW WHEN (OLD.sent_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_record()"
        )
        op.execute(
            "CREATE TRIGGER comment_entry_stays BEFORE TRUNCATE ON comment_entry"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_record()"
        )
        return
    for table, other_keys in INSERT_ONLY.items():
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is insert only'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refusal}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refusal}")
        there = f"SELECT 1 FROM {table} WHERE id = NEW.id {other_keys}"  # noqa: S608  # names of ours
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({there}) {refusal}")
    refusal = "BEGIN SELECT RAISE(ABORT, 'comment_entry is insert only'); END"
    for moment_ in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER comment_entry_sent_no_{moment_.lower()} BEFORE {moment_} ON comment_entry"
            f" WHEN OLD.sent_at IS NOT NULL {refusal}"
        )
    there = "SELECT 1 FROM comment_entry WHERE id = NEW.id AND sent_at IS NOT NULL"
    trigger = "CREATE TRIGGER comment_entry_sent_no_replace BEFORE INSERT ON comment_entry"
    op.execute(f"{trigger} WHEN EXISTS ({there}) {refusal}")


def raise_second_wall() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(SEES_ALL)
    for table in OLDER_TENANT_TABLES:
        op.execute(
            f"ALTER POLICY {table}_of_visible_associations ON {table} USING ({VISIBLE_QUICKLY})"
            f" WITH CHECK ({VISIBLE_QUICKLY})"
        )
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table in TENANT_TABLES:
        op.execute(
            f"CREATE POLICY {table}_of_visible_associations ON {table} USING ({VISIBLE_QUICKLY})"
            f" WITH CHECK ({VISIBLE_QUICKLY})"
        )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in ("comment_entry", "comment", "round_event", "fact", "filing_event"):
        op.drop_table(table)
    op.drop_table("submission")
    if postgresql:
        op.execute("DROP FUNCTION refuse_change_of_record()")
        for table in OLDER_TENANT_TABLES:
            op.execute(
                f"ALTER POLICY {table}_of_visible_associations ON {table} USING ({VISIBLE}) WITH CHECK ({VISIBLE})"
            )
        op.execute("DROP FUNCTION sees_all()")
    op.drop_index("ix_filing_queue", "filing")
    with op.batch_alter_table("filing") as batch:
        batch.drop_constraint(op.f("uq_filing_round_id_serial"), type_="unique")
        batch.drop_constraint(op.f("fk_filing_earlier_id_filing"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_filing_reviewer_id_person"), type_="foreignkey")
        for name in (
            "serial", "state_since", "submission", "open_comments", "changed_cells", "late", "was_returned",
            "submitted_at", "review_begun_at", "extended_until", "reviewer_id", "earlier_id",
        ):  # fmt: skip
            batch.drop_column(name)
    with op.batch_alter_table("round") as batch:
        batch.drop_column("keeps_dates")
    with op.batch_alter_table("association") as batch:
        batch.drop_column("active")
