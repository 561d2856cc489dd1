"""Tie a practice to its published revision on PostgreSQL too: the two tables name each other."""

from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAME = "fk_practice_published_revision"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite wrote it with the table
        op.create_foreign_key(NAME, "practice", "practice_revision", ["published_revision_id"], ["id"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(NAME, "practice", type_="foreignkey")
