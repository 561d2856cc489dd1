"""Where the demonstration's content stands. What is invented in it is marked `sample` in the files themselves."""

import hashlib
from pathlib import Path

DATA = Path(__file__).parent / "data"
PRACTICES = DATA / "practices"
MINISTRIES = DATA / "ministries.yaml"
ORGANISATIONS = DATA / "organisations.yaml"
COMMENTS = DATA / "comments.yaml"
DOSSIER = DATA / "dossier-az-tr.yaml"


def practice_folders() -> list[Path]:
    """The folders of the practices, alphabetically."""
    return sorted(path.parent for path in PRACTICES.glob("*/practice.yaml"))


def fingerprint() -> str:
    """Changes when any file of the content changes, so that a demonstration of older content is made anew."""
    total = hashlib.sha256()
    for path in sorted(DATA.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(DATA).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:16]
