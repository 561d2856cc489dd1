"""`python -m tests.trust.twins`: crawl the copies, print addresses and differences for each reader.

All readers take an hour of one processor. In parts, one after the other or on several machines, with the demonstration
made once: `--from build/twins --only visitor:az visitor:ru`, then `--from build/twins --only publisher@az.example`.
Readers of one pair of ministries are quickest together. What differs is printed when it is met.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.trust.twins.crawl import Seat, crawl
from tests.trust.twins.demonstration import prepared, shut, worlds
from tests.trust.twins.readers import PAIRS, Pair


def main() -> int:
    """1 if a byte differs."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.trust.twins", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--most", type=int, help="only so many addresses; without it, all that are reached")
    parser.add_argument("--from", dest="source", type=Path, help="the demonstration; made there if it is not")
    parser.add_argument("--only", nargs="+", help="only these readers, such as visitor:ru official@kz.example")
    chosen = parser.parse_args()
    pairs = [pair.without_others(chosen.only) for pair in PAIRS] if chosen.only else list(PAIRS)
    with tempfile.TemporaryDirectory() as folder:
        return _run(Path(folder), chosen.source, [pair for pair in pairs if pair.strangers], chosen.most)


def _run(folder: Path, source: Path | None, pairs: list[Pair], most: int | None) -> int:
    source = source or folder / "made"
    if not source.exists():
        prepared(source)
    apps, seats = worlds(source, folder, pairs)
    started, shown = time.process_time(), Counter[str]()
    for number, _address in enumerate(crawl(seats, most), start=1):
        _show_differing(seats, shown)
        if number % 500 == 0:
            _say(f"... {number} addresses, {time.process_time() - started:.0f} s of one processor")
    _show_differing(seats, shown)
    for app in apps:
        shut(app)
    return _summary(seats, time.process_time() - started)


def _show_differing(seats: list[Seat], shown: Counter[str]) -> None:
    for seat in seats:
        for line in seat.differing[shown[seat.reader.name] :]:
            _say(line)
        shown[seat.reader.name] = len(seat.differing)


def _summary(seats: list[Seat], seconds: float) -> int:
    for seat in seats:
        statuses = ", ".join(f"{count} answered {status}" for status, count in sorted(seat.statuses.items()))
        found = f"{seat.asked} addresses ({statuses}), {seat.bytes:,} bytes, {len(seat.differing)} differ"
        _say(f"{seat.reader.name}: {found}")
    asked, differing = sum(seat.asked for seat in seats), sum(len(seat.differing) for seat in seats)
    distinct, size = len(set().union(*(seat.seen for seat in seats))), sum(seat.bytes for seat in seats)
    _say(
        f"{len(seats)} readers, {distinct} distinct addresses, {asked} comparisons, {size:,} bytes, {differing} differ,"
        f" {seconds:.0f} s of one processor"
    )
    return 1 if differing else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
