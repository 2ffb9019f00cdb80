"""The tables of the portal: regions, associations, people, rounds, filings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "region",
        sa.Column("code", sa.String(6), primary_key=True),
        sa.Column("name_zh", sa.String(40), nullable=False),
        sa.Column("name_en", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    create_associations()
    create_people()
    op.create_table(
        "round",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False, unique=True),
        sa.Column("edition", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        moment("opens_at"),
        moment("due_at"),
        moment("closes_at"),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.CheckConstraint("state IN ('preparing', 'open', 'closed', 'archived')", name="state_known"),
        sa.CheckConstraint("opens_at < due_at AND due_at <= closes_at", name="dates_in_order"),
    )
    create_filings()


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """A column that holds a moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def refers(name: str, target: str, kind: object = sa.Uuid, *, nullable: bool = False) -> sa.Column[object]:
    """A column that refers to *target*, by default by id."""
    return sa.Column(name, kind, sa.ForeignKey(target), nullable=nullable)


def create_associations() -> None:
    op.create_table(
        "association",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("province_code", sa.String(6), nullable=False),
        refers("region_code", "region.code", sa.String(6)),
        sa.Column("joined_year", sa.Integer, nullable=False),
        sa.Column("designation_batch", sa.String(100), nullable=False),
        sa.Column("pilot_fields", sa.JSON, nullable=False),
        sa.Column("gb4754_code", sa.String(10), nullable=False),
        sa.Column("sei_category", sa.String(40), nullable=False),
        sa.Column("unified_social_credit_code", sa.String(18), nullable=False),
        sa.Column("hosted", sa.Boolean, nullable=False),
        sa.CheckConstraint("kind IN ('industry_association', 'ip_alliance')", name="kind_known"),
        sa.CheckConstraint("joined_year BETWEEN 1949 AND 2100", name="joined_year_sane"),
    )
    op.create_index("ix_association_region_code", "association", ["region_code"])


def create_people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("password", sa.String(255)),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("fs_uniquifier", sa.String(64), nullable=False, unique=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer, nullable=False),
        moment("locked_until", nullable=True),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid, primary_key=True),
        refers("person_id", "person.id"),
        sa.Column("role", sa.String(20), nullable=False),
        refers("association_id", "association.id", nullable=True),
        refers("region_code", "region.code", sa.String(6), nullable=True),
        sa.CheckConstraint(
            "(role IN ('editor', 'submitter') AND association_id IS NOT NULL AND region_code IS NULL)"
            " OR (role = 'coordinator' AND association_id IS NULL AND region_code IS NOT NULL)"
            " OR (role = 'administrator' AND association_id IS NULL AND region_code IS NULL)"
            " OR (role = 'observer' AND (association_id IS NULL OR region_code IS NULL))",
            name="role_fits_scope",
        ),
    )
    for column in ("person_id", "association_id", "region_code"):
        op.create_index(f"ix_membership_{column}", "membership", [column])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid, primary_key=True),
        refers("person_id", "person.id"),
        moment("started_at"),
        moment("seen_at"),
        moment("ended_at", nullable=True),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])


def create_filings() -> None:
    op.create_table(
        "filing",
        sa.Column("id", sa.Uuid, primary_key=True),
        refers("round_id", "round.id"),
        refers("association_id", "association.id"),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        moment("started_at", nullable=True),
        sa.UniqueConstraint("round_id", "association_id"),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'returned', 'accepted')", name="state_known"),
    )
    op.create_index("ix_filing_association_id", "filing", ["association_id"])
    op.create_table(
        "section_document",
        sa.Column("filing_id", sa.Uuid, sa.ForeignKey("filing.id"), primary_key=True),
        sa.Column("section", sa.String(40), primary_key=True),
        refers("association_id", "association.id"),
        sa.Column("cells", sa.JSON, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("progress", sa.JSON, nullable=False),
        sa.Column("checked_for", sa.String(100), nullable=False),
        moment("saved_at", nullable=True),
        refers("saved_by", "person.id", nullable=True),
    )
    op.create_table(
        "cell_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        refers("filing_id", "filing.id"),
        refers("association_id", "association.id"),
        sa.Column("section", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("address", sa.String(120), nullable=False),
        sa.Column("old", sa.Text, nullable=False),
        sa.Column("new", sa.Text, nullable=False),
        refers("person_id", "person.id"),
        moment("changed_at"),
    )
    op.create_index("ix_cell_change_section", "cell_change", ["filing_id", "section", "revision"])
    op.create_table(
        "uploaded_file",
        sa.Column("id", sa.Uuid, primary_key=True),
        refers("filing_id", "filing.id"),
        refers("association_id", "association.id"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("storage_key", sa.String(120), nullable=False, unique=True),
        refers("uploaded_by", "person.id"),
        moment("uploaded_at"),
    )
    op.create_index("ix_uploaded_file_filing_id", "uploaded_file", ["filing_id"])


def downgrade() -> None:
    tables = ("uploaded_file", "cell_change", "section_document", "filing", "round")
    for table in (*tables, "sign_in", "membership", "person", "association", "region"):
        op.drop_table(table)
