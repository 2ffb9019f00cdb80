"""Explanations of soft problems, one a problem of a filing."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

VISIBLE = "(SELECT sees_all()) OR association_id IN (SELECT visible_associations())"


def upgrade() -> None:
    op.create_table(
        "explanation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("filing_id", sa.Uuid, sa.ForeignKey("filing.id"), nullable=False),
        sa.Column("association_id", sa.Uuid, sa.ForeignKey("association.id"), nullable=False),
        sa.Column("section", sa.String(40), nullable=False),
        sa.Column("rule", sa.String(10), nullable=False),
        sa.Column("problem", sa.String(180), nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("carried_over", sa.Boolean, nullable=False),
        sa.Column("written_by", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("verdict_by", sa.Uuid, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("filing_id", "problem"),
        sa.CheckConstraint("verdict IN ('', 'accepted', 'refused')", name="verdict_known"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE explanation ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE explanation FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY explanation_of_visible_associations ON explanation USING ({VISIBLE}) WITH CHECK ({VISIBLE})"
        )


def downgrade() -> None:
    op.drop_table("explanation")
