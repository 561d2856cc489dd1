"""More states of a meeting."""

import sqlalchemy as sa
from alembic import op

import exchange.kernel.base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = exchange.kernel.base.Instant(timezone=True)
STATES = ("requested", "negotiating", "agreed", "scheduled", "cancelled", "declined", "withdrawn")
MORE_STATES = (
    "draft",
    "awaiting_clearance",
    "rescheduling",
    "in_progress",
    "held",
    "not_held",
    "minutes_review",
    "closed",
    "expired",
)
ROLES = ("head", "delegate", "note_taker", "interpreter", "observer", "organizer")
MORE_ROLES = ("substitute", "guest")


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _check(table: str, name: str, condition: str) -> None:
    """Put another condition in the place of the one of that name."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
    with op.batch_alter_table(table) as batch_op:
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def upgrade() -> None:
    op.create_table(
        "meeting_desk",
        sa.Column("ministry_id", sa.Uuid(), nullable=False),
        sa.Column("clears_requests", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ministry_id"], ["ministry.id"], name=op.f("fk_meeting_desk_ministry_id_ministry")),
        sa.PrimaryKeyConstraint("ministry_id", name=op.f("pk_meeting_desk")),
    )
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.add_column(sa.Column("agreed_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("began_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("ended_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("absent_ministry_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_meeting_absent_ministry_id_ministry"), "ministry", ["absent_ministry_id"], ["id"]
        )
    op.execute("UPDATE meeting SET agreed_at = starts_at")
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.alter_column("agreed_at", existing_type=INSTANT, nullable=False)
    with op.batch_alter_table("meeting_participant") as batch_op:
        batch_op.add_column(sa.Column("answered_sequence", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answered_stamp", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("joined_at", INSTANT, nullable=True))
    _check("meeting_participant", "partrole", _among("role", ROLES + MORE_ROLES))
    with op.batch_alter_table("meeting_request") as batch_op:
        batch_op.add_column(sa.Column("openness", sa.String(32), nullable=False, server_default="closed"))
        batch_op.add_column(sa.Column("substitute_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sent_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("returned_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("reopened_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("follows_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_meeting_request_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index("ix_meeting_request_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_meeting_request_follows_id_meeting_request"), "meeting_request", ["follows_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_meeting_request_substitute_id_person"), "person", ["substitute_id"], ["id"]
        )
    op.execute("UPDATE meeting_request SET sent_at = made_at")
    with op.batch_alter_table("meeting_request") as batch_op:
        batch_op.alter_column("openness", existing_type=sa.String(32), server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_meeting_request_openness"), _among("openness", ("closed", "open", "announced"))
        )
    _check("meeting_request", "requeststate", _among("state", STATES + MORE_STATES))


def downgrade() -> None:
    _check("meeting_request", "requeststate", _among("state", STATES))
    with op.batch_alter_table("meeting_request") as batch_op:
        batch_op.drop_constraint(op.f("ck_meeting_request_openness"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_meeting_request_substitute_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_meeting_request_follows_id_meeting_request"), type_="foreignkey")
        batch_op.drop_index("ix_meeting_request_state_due_at")
        batch_op.drop_index(batch_op.f("ix_meeting_request_follows_id"))
        for column in ("follows_id", "reopened_at", "returned_note", "sent_at", "substitute_id", "openness"):
            batch_op.drop_column(column)
    _check("meeting_participant", "partrole", _among("role", ROLES))
    with op.batch_alter_table("meeting_participant") as batch_op:
        for column in ("joined_at", "answered_stamp", "answered_sequence"):
            batch_op.drop_column(column)
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_meeting_absent_ministry_id_ministry"), type_="foreignkey")
        for column in ("absent_ministry_id", "ended_at", "began_at", "agreed_at"):
            batch_op.drop_column(column)
    op.drop_table("meeting_desk")
