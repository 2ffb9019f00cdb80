"""Scans of stamped forms, workbooks that came back, headings of work summaries, packets of a region."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

VISIBLE = "(SELECT sees_all()) OR association_id IN (SELECT visible_associations())"
OWN = "(SELECT sees_all()) OR asked_by::text = current_setting('portal.person', true)"


def upgrade() -> None:
    create_scans_and_offers()
    create_packets()
    op.add_column("uploaded_file", sa.Column("headings", sa.JSON, nullable=True))
    keep_scans()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("sealed_scan", "workbook_offer"):
            bind(table, f"{table}_of_visible_associations", VISIBLE)
        bind("packet", "packet_of_whoever_asked", OWN)


def downgrade() -> None:
    op.drop_table("packet")
    op.drop_table("workbook_offer")
    op.drop_table("sealed_scan")
    op.drop_column("uploaded_file", "headings")


def bind(table: str, policy: str, rule: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {policy} ON {table} USING ({rule}) WITH CHECK ({rule})")


def keep_scans() -> None:
    """A scan stays as it was uploaded: the database itself refuses to change or delete it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER sealed_scan_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sealed_scan"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_record()"
        )
        return
    refusal = "BEGIN SELECT RAISE(ABORT, 'sealed_scan is insert only'); END"
    op.execute(f"CREATE TRIGGER sealed_scan_no_update BEFORE UPDATE ON sealed_scan {refusal}")
    op.execute(f"CREATE TRIGGER sealed_scan_no_delete BEFORE DELETE ON sealed_scan {refusal}")
    there = "SELECT 1 FROM sealed_scan WHERE id = NEW.id"
    op.execute(f"CREATE TRIGGER sealed_scan_no_replace BEFORE INSERT ON sealed_scan WHEN EXISTS ({there}) {refusal}")


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """A column that holds a moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def person(name: str) -> sa.Column[object]:
    """A column that names a person."""
    return sa.Column(name, sa.Uuid, sa.ForeignKey("person.id"), nullable=False)


def of_filing() -> tuple[sa.Column[object], ...]:
    """The columns that say whose a row is."""
    return (
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("filing_id", sa.Uuid, sa.ForeignKey("filing.id"), nullable=False),
        sa.Column("association_id", sa.Uuid, sa.ForeignKey("association.id"), nullable=False),
    )


def create_scans_and_offers() -> None:
    op.create_table(
        "sealed_scan",
        *of_filing(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("file_id", sa.Uuid, sa.ForeignKey("uploaded_file.id"), nullable=False),
        person("uploaded_by"),
        moment("uploaded_at"),
    )
    op.create_index("ix_sealed_scan_filing_id", "sealed_scan", ["filing_id", "number"])
    op.create_table(
        "workbook_offer",
        *of_filing(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("contents", sa.JSON, nullable=False),
        person("uploaded_by"),
        moment("uploaded_at"),
        moment("applied_at", nullable=True),
    )
    op.create_index("ix_workbook_offer_filing_id", "workbook_offer", ["filing_id"])


def create_packets() -> None:
    op.create_table(
        "packet",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("round_id", sa.Uuid, sa.ForeignKey("round.id"), nullable=False),
        sa.Column("region_code", sa.String(6), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        person("asked_by"),
        moment("asked_at"),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        moment("held_until", nullable=True),
        moment("finished_at", nullable=True),
        sa.Column("storage_key", sa.String(120), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'building', 'ready', 'failed')", name="state_known"),
    )
    op.create_index("ix_packet_asked_by", "packet", ["asked_by"])
    op.create_index("ix_packet_state", "packet", ["state", "asked_at"])
