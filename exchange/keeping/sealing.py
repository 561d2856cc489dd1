"""Seal a backup for somebody's key, with age or GnuPG where they are installed: one file instead of a folder."""

import shutil
import subprocess
import tarfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from exchange.kernel.errors import KernelError

SEALED = {"age": "backup.tar.age", "gpg": "backup.tar.gpg"}


def require_sealer(seal_to: str) -> tuple[str, str]:
    """Tool and key; asked before anything is copied.

    Raises:
        KernelError: neither age nor gpg is asked for, or the tool is missing.
    """
    tool, _, key = seal_to.partition(":")
    if tool not in SEALED or not key:
        raise KernelError("Write --seal-to age:RECIPIENT or --seal-to gpg:KEY.")
    if shutil.which(tool) is None:
        raise KernelError(f"{tool} is not on this machine. Install it, or leave --seal-to out.")
    return tool, key


def seal_folder(folder: Path, seal_to: str) -> Path:
    """Replace what stands in the folder by one sealed file; nothing readable stays, whether it can be sealed or not.

    Raises:
        KernelError: neither age nor gpg is asked for, or the tool is missing or refuses the key.
    """
    tool, key = require_sealer(seal_to)
    command = {
        "age": ["age", "-r", key],
        "gpg": ["gpg", "--batch", "--yes", "--trust-model", "always", "-e", "-r", key],
    }
    target = folder.with_name(f".{folder.name}.sealing")
    try:
        with target.open("wb") as file:
            target.chmod(0o600)
            _pipe_out(command[tool], folder, file)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return target.replace(folder / SEALED[tool])


def open_sealed(path: Path, into: Path) -> None:
    """Unpack a sealed backup with the key that this machine holds.

    Raises:
        KernelError: the tool is missing or has no key for it.
    """
    tool = next((name for name, end in SEALED.items() if path.name == end), "")
    command = {"age": ["age", "-d", str(path)], "gpg": ["gpg", "--batch", "--quiet", "-d", str(path)]}.get(tool)
    if command is None or shutil.which(command[0]) is None:
        raise KernelError(f"{path.name} cannot be opened here: {tool or 'its tool'} is missing.")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own command line
        if process.stdout is None:
            raise KernelError(f"{tool} gives nothing out.")
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
                archive.extractall(into, filter="data")
        except tarfile.TarError as error:
            raise KernelError(f"{tool} could not open {path.name}; is the key here?") from error


def _pack(folder: Path, into: IO[bytes]) -> None:
    with into, tarfile.open(fileobj=into, mode="w|") as archive:
        for path in sorted(folder.iterdir()):
            archive.add(path, arcname=path.name)


def _pipe_out(command: list[str], folder: Path, file) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a binary file
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=file, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own command line
        if process.stdin is not None:
            with suppress(BrokenPipeError):  # the tool has refused before the end; why, it says itself
                _pack(folder, process.stdin)
        said = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.returncode:
        raise KernelError(
            f"{command[0]} did not seal the backup: {said.strip().splitlines()[-1] if said.strip() else ''}"
        )
