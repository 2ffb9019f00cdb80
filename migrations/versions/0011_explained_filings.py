"""Whether anything was ever explained in a return stands with the return.

A page or a save that reads the return then knows whether there are explanations to ask for at all. A save locks the
return, so it learns of an explanation that was written while it waited.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    with op.batch_alter_table("filing") as batch:
        batch.add_column(sa.Column("explained", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE filing SET explained = EXISTS (SELECT 1 FROM explanation WHERE explanation.filing_id = filing.id)"
    )
    with op.batch_alter_table("filing") as batch:
        batch.alter_column("explained", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("filing") as batch:
        batch.drop_column("explained")
