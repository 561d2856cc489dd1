"""Small disks that can be filled or taken away from writing. Mounting needs root, as in a container of the tests."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

NEEDS = "this fault mounts a disk of its own: run it as root, on Linux"
_PIECE = 64 * 1024


def can_mount() -> bool:
    """Whether this process may make a disk."""
    return os.geteuid() == 0 and Path("/dev/loop-control").exists()


@dataclass(frozen=True)
class Disk:
    """An ext4 file system in a file, mounted at `place`."""

    image: Path
    place: Path

    def mount(self) -> None:
        _run("mount", "-o", "loop", str(self.image), str(self.place))

    def unmount(self) -> None:
        _run("umount", str(self.place))

    def fill(self) -> None:
        """Until not one more byte fits."""
        with (self.place / "ballast").open("wb", buffering=0) as file:
            for piece in (_PIECE, 512, 1):
                with suppress(OSError):
                    while file.write(b"0" * piece):
                        pass

    def free(self) -> None:
        """Give the space back."""
        (self.place / "ballast").unlink()

    def forbid_writing(self) -> None:
        """What a kernel does with a failing disk: read-only at once, for files that are open too (ext4 `abort`)."""
        _run("mount", "-o", "remount,abort", str(self.place))

    def mend(self) -> None:
        """Replay the journal and check, as after a reboot; everything on it must be closed."""
        self.unmount()
        subprocess.run(["e2fsck", "-fy", str(self.image)], check=False, stdout=subprocess.DEVNULL)
        self.mount()


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Disk]:
    """One over `place`, with what lies there; gone at the end.

    Files of `place` that are open already stay on the disk below, so that they keep nobody from unmounting this one.
    """
    image = place.with_name(place.name + ".image")
    with image.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)
    _run("mkfs.ext4", "-q", "-m", "0", str(image))
    disk = Disk(image, place)
    _bring(place, disk)
    disk.mount()
    try:
        yield disk
    finally:
        _run("umount", "--lazy", str(place))


def _bring(place: Path, disk: Disk) -> None:
    inside = place.with_name(place.name + ".inside")
    inside.mkdir()
    first = Disk(disk.image, inside)
    first.mount()
    (inside / "lost+found").rmdir()
    _run("cp", "-a", f"{place}/.", str(inside))
    first.unmount()
    inside.rmdir()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
