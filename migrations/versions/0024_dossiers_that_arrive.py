"""Where an entry of a dossier came from that arrived by a bundle."""

import sqlalchemy as sa
from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("relation_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("arrived_from", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("relation_event", schema=None) as batch_op:
        batch_op.drop_column("arrived_from")
