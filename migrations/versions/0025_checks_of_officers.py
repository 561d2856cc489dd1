"""Checks of officers."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_check",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practice_check_person_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["practice_revision.id"], name=op.f("fk_practice_check_revision_id_practice_revision")
        ),
        sa.PrimaryKeyConstraint("revision_id", "person_id", "part", name=op.f("pk_practice_check")),
    )


def downgrade() -> None:
    op.drop_table("practice_check")
