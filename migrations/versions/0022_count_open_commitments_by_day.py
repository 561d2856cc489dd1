"""Open commitments are counted by the day when they are due: everything is counted anew at the next start."""

from alembic import op


revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM insight_part")
    op.execute("DELETE FROM insight_tally")


def downgrade() -> None:
    op.execute("DELETE FROM insight_part")
    op.execute("DELETE FROM insight_tally")
