"""Write the next migration from the difference between the newest revision and the models: `make migration m="…"`."""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import exchange.app  # registers every capability's tables

VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"


def write(message: str) -> None:
    """Number the revision, so that the last file by name is the newest."""
    assert exchange.app  # noqa: S101 - imported for its tables
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04d}"
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    config.set_main_option("file_template", f"{number}_{slug}")
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/compare.sqlite3")
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            if number != "0001":
                command.upgrade(config, "head")
            command.revision(config, message=message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    write(" ".join(sys.argv[1:]) or "Change the tables")
