"""Texts that are refused."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_STATES = ("draft", "in_clearance", "sent_back", "cleared")


def _check(states: tuple[str, ...]) -> None:
    """Let a text stand in these states, and in no other."""
    name, among = op.f("ck_practice_revision_revisionstate"), ", ".join(repr(state) for state in states)
    with op.batch_alter_table("practice_revision") as batch_op:
        batch_op.drop_constraint(name, type_="check")
    with op.batch_alter_table("practice_revision") as batch_op:
        batch_op.create_check_constraint(name, f"state IN ({among})")


def upgrade() -> None:
    _check((*_STATES, "refused"))


def downgrade() -> None:
    op.execute("UPDATE practice_revision SET state = 'sent_back' WHERE state = 'refused'")
    _check(_STATES)
