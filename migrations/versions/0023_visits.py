"""Visits."""

import sqlalchemy as sa
from alembic import op

import exchange.kernel.base


revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", exchange.kernel.base.Instant(timezone=True), nullable=False),
        sa.Column("before", exchange.kernel.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_visit")),
    )


def downgrade() -> None:
    op.drop_table("visit")
