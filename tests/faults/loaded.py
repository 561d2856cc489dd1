"""A process that has loaded the product and forks servers: a thousand starts without loading it a thousand times.

Only modules are shared. Each server reads its settings, opens its database and takes up its work as a new one does;
how long a start takes is measured on servers that load everything themselves.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


class Loaded:
    """The process, and the servers that it forks."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.loaded"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def fork(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> "Forked":
        """Start `exchange` with these arguments in a group of its own."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([list(arguments), dict(environment), str(log)]) + "\n")
        self._process.stdin.flush()
        return Forked(int(self._process.stdout.readline()))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


class Forked:
    """A server that another process is the parent of; as much of Popen as a fault run uses."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Something as soon as it has ended."""
        if self.returncode is None and not Path(f"/proc/{self.pid}").exists():
            self.returncode = -1
        return self.returncode

    def wait(self, timeout: float) -> int:
        end = time.monotonic() + timeout
        while (code := self.poll()) is None:
            assert time.monotonic() < end, f"process {self.pid} does not end"
            time.sleep(0.01)
        return code

    def send_signal(self, kind: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, kind)


def _serve_orders() -> None:
    import holidays.countries  # noqa: PLC0415 - the class above needs none of it
    import markdown  # noqa: F401, PLC0415 - the same
    from babel import Locale  # noqa: PLC0415 - the same
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415 - the same

    import exchange.app  # noqa: PLC0415 - the same
    import exchange.cli  # noqa: PLC0415 - the same
    import exchange.server  # noqa: F401, PLC0415 - the same

    configure_mappers()
    for country in ("AZ", "TR", "KZ"):
        holidays.country_holidays(country, years=2026)
    Locale.parse("en").days.get("format")  # reads what is known of a language
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries them
    for line in sys.stdin:
        arguments, environment, log = json.loads(line)
        pid = os.fork()
        if not pid:
            _be(arguments, environment, log)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _be(arguments: list[str], environment: dict[str, str], log: str) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, instead in ((0, nothing), (1, said), (2, said)):
        os.dup2(instead, place)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["exchange", *arguments]
    try:
        sys.modules["exchange.cli"].main()
    finally:
        os._exit(0)


if __name__ == "__main__":
    _serve_orders()
