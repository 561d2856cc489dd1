"""Folders for one service alone."""

from pathlib import Path


def private_folder(path: Path) -> None:
    """Make it, and what is missing above it, readable by its owner only.

    `mkdir(parents=True)` gives the folders above the usual mode: after the index was lost, its vectors made its folder
    again, open to others, and it was refused from then on.
    """
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
