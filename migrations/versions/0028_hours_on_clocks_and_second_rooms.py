"""Hours on clocks and second rooms."""

from datetime import UTC
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

import exchange.kernel.base

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_INSTANT = exchange.kernel.base.Instant(timezone=True)
_MEETING = sa.table(
    "meeting",
    sa.column("request_id", sa.Uuid()),
    sa.column("starts_at", _INSTANT),
    sa.column("wall_start", sa.String()),
    sa.column("wall_zone", sa.String()),
)
_REQUEST = sa.table("meeting_request", sa.column("id", sa.Uuid()), sa.column("proposal_no", sa.Integer()))
_PROPOSAL = sa.table(
    "meeting_proposal",
    sa.column("request_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("zone", sa.String()),
)


def upgrade() -> None:
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.add_column(sa.Column("wall_start", sa.String(16), nullable=True))
        batch_op.add_column(sa.Column("wall_zone", sa.String(64), nullable=True))
        batch_op.add_column(sa.Column("fallback_link", sa.String(2000), nullable=True))
    connection = op.get_bind()
    agreed = (
        sa.select(_MEETING.c.request_id, _MEETING.c.starts_at, _PROPOSAL.c.zone)
        .join(_REQUEST, _REQUEST.c.id == _MEETING.c.request_id)
        .join(
            _PROPOSAL,
            sa.and_(_PROPOSAL.c.request_id == _REQUEST.c.id, _PROPOSAL.c.number == _REQUEST.c.proposal_no),
        )
    )
    for request_id, starts_at, zone in connection.execute(agreed).all():
        hour = f"{starts_at.astimezone(UTC).astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
        chosen = sa.update(_MEETING).where(_MEETING.c.request_id == request_id)
        connection.execute(chosen.values(wall_start=hour, wall_zone=zone))


def downgrade() -> None:
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.drop_column("fallback_link")
        batch_op.drop_column("wall_zone")
        batch_op.drop_column("wall_start")
