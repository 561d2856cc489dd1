"""`python -m tests.trust.twins [--most 5000] [--from FOLDER]`: crawl both copies, print addresses and differences."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from exchange.demo.people import MINISTRIES
from tests.trust.twins.crawl import compare
from tests.trust.twins.demonstration import copied, prepared, settle, shut, writing
from tests.trust.twins.private import OWN, PARTNER, add_private_things

OTHERS = tuple(f"official@{one.host}" for one in MINISTRIES if one.slug not in (OWN, PARTNER))
READERS = (None, *OTHERS, "admin@exchange.example")


def main() -> int:
    """1 if a byte differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust.twins", description=__doc__)
    parser.add_argument("--most", type=int, default=5000, help="addresses for each reader")
    parser.add_argument("--from", dest="source", type=Path, help="a demonstration made before; it is only copied")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return _run(Path(folder), chosen.source, chosen.most)


def _run(folder: Path, source: Path | None, most: int) -> int:
    if source is None:
        prepared(source := folder / "made")
    one, other = copied(source, folder / "one"), copied(source, folder / "other")
    settle(one)
    with writing(other) as session:
        add_private_things(session)
    differing = 0
    for reader in READERS:
        started = time.process_time()
        found = compare(one, other, reader, most)
        sys.stdout.write("".join(f"{line}\n" for line in found.differing))
        seconds = time.process_time() - started
        sys.stdout.write(
            f"{reader or 'visitor'}: {found.addresses} addresses, {len(found.differing)} differ, "
            f"{seconds:.0f} s of one processor\n"
        )
        sys.stdout.flush()
        differing += len(found.differing)
    shut(one)
    shut(other)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
