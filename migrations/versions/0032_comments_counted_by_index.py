"""Contributions in their order, with all that says who reads them and where: counted without their texts."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_PLACE = ["practice_id", "parent_id", "made_at"]
_READERS = ["circulation", "ministry_id", "between_first", "between_second"]
_SHOWN = ["state", "hidden_at", "anchor_field"]


def upgrade() -> None:
    op.create_index("ix_comment_threads", "comment", [*_PLACE, "id", *_READERS, *_SHOWN])
    op.drop_index("ix_comment_practice_id_parent_id_made_at", table_name="comment")


def downgrade() -> None:
    op.create_index("ix_comment_practice_id_parent_id_made_at", "comment", _PLACE)
    op.drop_index("ix_comment_threads", table_name="comment")
