"""The product's index over a written corpus, made in a process of its own: so that its memory can be told."""

import json
import sys
import time
from pathlib import Path

from exchange.search.bench.speed.corpus import Corpus, Reading
from exchange.search.whoosh.index import WhooshIndex

KEY = b"measurement"


def peak_megabytes() -> float:
    """The most memory that this process ever held, with Python and numpy themselves."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1e3


def main(folder: Path, corpus: Corpus) -> None:
    """Build, and say what it took."""
    reading = Reading(corpus)
    before = time.process_time()
    WhooshIndex(folder, key=KEY).rebuild(reading, 1)
    seconds = time.process_time() - before - reading.seconds
    sys.stdout.write(json.dumps({"cpu_seconds": seconds, "memory_mb": peak_megabytes()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Corpus(Path(sys.argv[2]), int(sys.argv[3])))
