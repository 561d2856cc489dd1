"""`python -m tests.trust.probing --long`: every probe (over 100,000); without `--long` every hundredth.

`--part 2/4` asks the second of every four, so that several processes share the work.
"""

import argparse
import sys
import tempfile
from itertools import islice
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from exchange.app import create_app, deps_of
from exchange.kernel.base import Base
from exchange.kernel.events import attach_bus
from exchange.kernel.settings import Settings
from exchange.practices.jobs import rebuild
from exchange.web.db import db
from tests.conftest import TEST_KEY
from tests.support.clock import FixedClock
from tests.trust.probing.asking import Tally, all_probes, ask_all
from tests.trust.probing.world import make_probed

EVERY_HUNDREDTH = 100


def main() -> int:
    """1 if something leaked."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust.probing", description=__doc__)
    parser.add_argument("--long", action="store_true", help="ask everything")
    parser.add_argument("--part", default="1/1", help="which of how many parts")
    chosen = parser.parse_args()
    number, parts = (int(word) for word in chosen.part.split("/"))
    every = parts * (1 if chosen.long else EVERY_HUNDREDTH)
    with tempfile.TemporaryDirectory() as folder:
        tally = _probe(_application(Path(folder)), number - 1, every)
    sys.stdout.write("\n".join(tally.leaks[:200]) + "\n" if tally.leaks else "")
    sys.stdout.write(
        f"probes {tally.probes}, requests {tally.requests}, leaks {len(tally.leaks)}, "
        f"seconds of one processor {tally.seconds:.0f}\n"
    )
    return 1 if tally.leaks else 0


def _application(folder: Path) -> Flask:
    settings = Settings(
        data=str(folder), secret_key=TEST_KEY, search_url="memory://", mail_url="memory://", log_level="critical"
    )
    app = create_app(settings, clock=FixedClock())
    app.testing = True
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def _probe(app: Flask, first: int, every: int) -> Tally:
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        attach_bus(session, deps_of(app).bus)
        world = make_probed(session)
        with app.app_context():
            rebuild()
        return ask_all(app, world, islice(all_probes(app, world), first, None, every))


if __name__ == "__main__":
    sys.exit(main())
