"""Alembic's entry: runs on the connection that the caller opened, for every model of the application."""

from alembic import context

import exchange.app  # noqa: F401 - registers every capability's tables on Base.metadata
from exchange.kernel.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
