"""The database's structure: which revision it has, and bringing it to the newest one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from exchange.kernel.base import Base
from exchange.kernel.errors import KernelError
from exchange.web import marks
from exchange.web.stamps import Stamps
from exchange.web.templating import folder

_TABLE = "alembic_version"


def newest() -> str:
    """The newest revision. Files are numbered (0001_…), so the last one by name is it: no need to load Alembic."""
    files = sorted(Path(folder("migrations") / "versions").glob("[0-9]*.py"))
    return files[-1].name.partition("_")[0]


def _known() -> set[str]:
    return {path.name.partition("_")[0] for path in (folder("migrations") / "versions").glob("[0-9]*.py")}


def current(engine: Engine) -> str | None:
    """The revision of this database; None when it is empty or not there (asking does not make it)."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        return None
    with engine.connect() as connection:
        if not inspect(connection).has_table(_TABLE):
            return None
        revision: str | None = connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608 - a constant
        return revision


def require_known(found: str | None) -> None:
    """Refuse a database that a newer version has changed: migrating with this one cannot help.

    Raises:
        KernelError: no migration of this version leads to that revision.
    """
    if found is not None and found not in _known():
        raise KernelError(
            f"The database has revision {found}, which this version does not know. Install the newer one."
        )


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision, all of it or nothing."""
    from alembic import command  # noqa: PLC0415 - a third of a second that only migrating needs

    require_known(current(engine))
    with _changing(engine) as connection:
        command.upgrade(_config(connection), revision)
        marks.install(connection)


def count_writes(engine: Engine) -> None:
    """Let an installation of before decision 0051 count too; does nothing where every table is counted."""
    counted = Stamps(engine).now().numbers or {}
    if Base.metadata.tables.keys() <= counted.keys():
        return
    with engine.connect() as connection, connection.execution_options(exchange_writes=True).begin():
        marks.install(connection)


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to an older revision."""
    from alembic import command  # noqa: PLC0415 - as above

    with _changing(engine) as connection:
        command.downgrade(_config(connection), revision)
        (marks.remove if revision == "base" else marks.install)(connection)


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """One writing transaction for the structure.

    SQLite changes a table by making it anew: its foreign keys rest meanwhile (a pragma that works outside a
    transaction only) and are checked before the commit (sqlite.org/lang_altertable.html, section 7).
    """
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        enforced = is_sqlite and raw is not None and raw.execute("PRAGMA foreign_keys").fetchone()[0]
        if enforced and raw is not None:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.execution_options(exchange_writes=True).begin():
                yield connection
                if enforced and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise KernelError("The change would leave rows that refer to nothing. Nothing was changed.")
        finally:
            if enforced and raw is not None:
                raw.execute("PRAGMA foreign_keys=ON")


def _config(connection: Connection):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Alembic's Config, loaded lazily
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    config.attributes["connection"] = connection
    return config
