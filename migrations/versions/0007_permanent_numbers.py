"""Permanent numbers for what was published before they were given."""

import secrets

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_FIRST = 100_000
practice = sa.table(
    "practice", sa.column("id", sa.Uuid()), sa.column("number", sa.Integer()), sa.column("published_at")
)


def upgrade() -> None:
    connection = op.get_bind()
    taken = set(connection.scalars(sa.select(practice.c.number).where(practice.c.number.is_not(None))))
    wanted = sa.select(practice.c.id).where(practice.c.number.is_(None), practice.c.published_at.is_not(None))
    for practice_id in list(connection.scalars(wanted)):
        number = next(one for one in iter(lambda: _FIRST + secrets.randbelow(9 * _FIRST), None) if one not in taken)
        taken.add(number)
        connection.execute(sa.update(practice).where(practice.c.id == practice_id).values(number=number))


def downgrade() -> None:
    """The numbers stay: a decree may quote them."""
