"""The migrations make exactly the tables that the models describe, up and down."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect

from exchange.kernel.base import Base
from exchange.web import migrations
from tests.architecture.sources import ROOT


def _is_a_models(name: str | None, kind: str, _parents: object) -> bool:
    """Every table but the numbers of exchange/web/marks.py, which are no content."""
    return (kind, name) != ("table", "page_mark")


_OPTIONS = {"compare_type": True, "render_as_batch": True, "include_name": _is_a_models}


@pytest.fixture
def engine(another_database: str, standing_app: Flask) -> Iterator[Engine]:
    engine = create_engine(another_database)
    yield engine
    engine.dispose()


def test_there_is_one_head_and_it_is_the_last_file() -> None:
    heads = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    assert heads == [migrations.newest()]


def test_an_empty_database_comes_up_without_drift_from_the_models(engine: Engine) -> None:
    migrations.upgrade(engine)
    assert migrations.current(engine) == migrations.newest()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=_OPTIONS)
        assert compare_metadata(context, Base.metadata) == []


def test_going_down_leaves_nothing(engine: Engine) -> None:
    migrations.upgrade(engine)
    migrations.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
