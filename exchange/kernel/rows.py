"""Questions for columns, asked past the session's objects: its steps around each cost more than the answer."""

from collections.abc import Mapping
from typing import Any, TypeVarTuple

from sqlalchemy import CursorResult, Select
from sqlalchemy.orm import Session

Columns = TypeVarTuple("Columns")


def rows_of(session: Session, question: Select[*Columns], values: Mapping[str, Any]) -> CursorResult[*Columns]:
    """The rows of a statement over columns, not over tables; what the session holds back is written first, as usual."""
    session.flush()
    return session.connection().execute(question, values)
