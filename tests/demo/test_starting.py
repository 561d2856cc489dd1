"""`exchange demo` in an empty folder: prepares, then serves from a process that holds nothing of the preparation."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        assert process.poll() is None, f"the demonstration ended with {process.returncode}"
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the demonstration did not begin")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs a Linux /proc")
def test_the_server_is_another_program_than_the_preparation(tmp_path: Path) -> None:
    port = _port()
    own = {"EXCHANGE_DATA": str(tmp_path), "EXCHANGE_LOG_LEVEL": "warning"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EXCHANGE_")} | own
    begin = [sys.executable, "-c", "from exchange.cli import main; main()", "demo", "--port", str(port)]
    process = subprocess.Popen(begin, env=environment)
    try:
        _wait(process, f"http://127.0.0.1:{port}/")
        arguments = Path(f"/proc/{process.pid}/cmdline").read_bytes().split(b"\0")
        assert b"-c" not in arguments
        assert b"exchange.cli" in arguments
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
