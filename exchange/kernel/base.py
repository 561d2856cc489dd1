"""The declarative base: typed columns, constraint names, aware instants, texts in several languages."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum as PythonEnum
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import JSON, DateTime, Enum, MetaData, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from exchange.kernel.ids import new_id
from exchange.kernel.translated import Translated

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive datetimes: they are a bug, never a default."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"naive datetime {value!r} cannot be stored"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the instant back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TranslatedText(TypeDecorator[Translated]):
    """A short text in several languages, one JSON object by language code."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Translated | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Store the texts by code."""
        return None if value is None else dict(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Translated | None:  # noqa: ARG002
        """Read the texts back."""
        return None if value is None else Translated(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Translated | None]:
        """Where the driver gives text, as SQLite's does, equal text is read once: a page says forty names and posts."""
        read = super().result_processor(dialect, coltype)
        assert read is not None  # noqa: S101 - JSON is never taken as it is

        def processed(value: Any) -> Translated | None:
            return _read(value) if isinstance(value, str) else read(value)

        return processed


@lru_cache(maxsize=4_000)
def _read(text: str) -> Translated | None:
    value = json.loads(text)
    return None if value is None else Translated(value)


def _values(enum: type[PythonEnum]) -> list[str]:
    return [str(member.value) for member in enum]


def enum_column(enum: type[PythonEnum]) -> Enum:
    """A column type that stores the members' values as text, with a CHECK in the database.

    The CHECK keeps a hand-made UPDATE from inventing a state; `length` leaves room for later members.
    """
    return Enum(
        enum, native_enum=False, values_callable=_values, length=32, create_constraint=True, validate_strings=True
    )


Id = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=new_id)]


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own class attribute
        datetime: Instant,
        Translated: TranslatedText,
    }
