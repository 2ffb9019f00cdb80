"""The queue's index in the order of a reviewer's work: submitted, returned, draft, accepted; longest waiting first.

The numbers on its tabs tell drafts that were begun from those that were not, without reading either.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.drop_index("ix_filing_queue", "filing")
    op.create_index("ix_filing_queue", "filing", ["round_id", sa.text("state DESC"), "state_since", "id"])
    op.create_index("ix_filing_begun", "filing", ["round_id", "state", "started_at"])


def downgrade() -> None:
    op.drop_index("ix_filing_begun", "filing")
    op.drop_index("ix_filing_queue", "filing")
    op.create_index("ix_filing_queue", "filing", ["round_id", "state", "state_since", "id"])
