"""Mail to be sent, and single-use links. Whoever decides something leaves mail; the portal alone reads it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    create_mail()
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE outbox_mail ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE outbox_mail FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY outbox_mail_is_left ON outbox_mail FOR INSERT WITH CHECK (true)")
    op.execute(
        "CREATE POLICY outbox_mail_of_the_portal ON outbox_mail"
        " USING (current_setting('portal.person', true) = 'system')"
    )


def downgrade() -> None:
    op.drop_table("access_link")
    op.drop_table("outbox_mail")


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """A column that holds a moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def create_mail() -> None:
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("about", sa.JSON, nullable=False),
        sa.Column("same_as", sa.String(120), nullable=True, unique=True),
        moment("created_at"),
        moment("not_before"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text, nullable=False),
        moment("sent_at", nullable=True),
        moment("given_up_at", nullable=True),
    )
    op.create_index("ix_outbox_mail_due", "outbox_mail", ["sent_at", "given_up_at", "not_before"])
    op.create_table(
        "access_link",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        moment("created_at"),
        moment("expires_at"),
        moment("used_at", nullable=True),
    )
    op.create_index("ix_access_link_person_id", "access_link", ["person_id"])
