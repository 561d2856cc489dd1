"""An installation with rows comes up to the newest structure: nothing is lost, every condition still holds."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, inspect, text

from exchange.kernel.base import Base
from exchange.web import migrations

ROWS = (
    "INSERT INTO ministry (id, slug, country, names, short_names, own_name, own_language, city, zone, working_days, "
    "opens_at, closes_at, languages) VALUES ('{id}', '{id}', 'AZ', '{{}}', '{{}}', 'M', 'az', '{{}}', 'Asia/Baku', "
    "'[1]', '09:00:00', '18:00:00', '[]')"
)


@pytest.fixture
def engine(tmp_path: Path, standing_app: Flask) -> Engine:
    engine = create_engine(f"sqlite:///{tmp_path / 'older.sqlite3'}")
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA foreign_keys=ON"))
    return engine


def test_rows_that_refer_to_each_other_outlive_the_upgrade(engine: Engine) -> None:
    migrations.upgrade(engine, "0001")
    with engine.begin() as connection:
        for name in ("a" * 32, "b" * 32):
            connection.execute(text(ROWS.format(id=name)))
        connection.execute(
            text(
                "INSERT INTO person (id, email, post, ministry_id, language, session_number, runs_platform, is_sample, "  # noqa: S608 - constants
                f"created_at) VALUES ('{'c' * 32}', 'a@b', '{{}}', '{'a' * 32}', 'en', 1, 0, 0, '2026-01-01 00:00:00')"
            )
        )
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM person")).scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_every_condition_of_the_models_stands_in_an_upgraded_database(engine: Engine) -> None:
    migrations.upgrade(engine)
    found, wanted = inspect(engine), {}
    for table in Base.metadata.sorted_tables:
        names = {str(check.name) for check in table.constraints if check.__visit_name__ == "check_constraint"}
        have = {str(check["name"]) for check in found.get_check_constraints(table.name)}
        wanted[table.name] = {name for name in names if name not in have and f"ck_{table.name}_{name}" not in have}
    assert {table: names for table, names in wanted.items() if names} == {}


def test_the_states_of_the_models_are_those_of_an_upgraded_database(engine: Engine, tmp_path: Path) -> None:
    migrations.upgrade(engine)
    fresh = create_engine(f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
    Base.metadata.create_all(fresh)

    def conditions(of: Engine) -> dict[str, dict[str, str]]:
        tables = inspect(of).get_table_names()
        return {
            table: {
                str(check["name"]): " ".join(sorted(str(check["sqltext"]).replace(",", " ").split()))
                for check in inspect(of).get_check_constraints(table)
            }
            for table in tables
            if table != "alembic_version"
        }

    upgraded, made = conditions(engine), conditions(fresh)
    loose = {table: checks for table, checks in upgraded.items() if _bare(checks) != _bare(made[table])}
    assert loose == {}


def _bare(checks: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(sorted(text.replace("(", " ").replace(")", " ").split())) for name, text in checks.items()}
