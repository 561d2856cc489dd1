"""A real IMAP server for one test, where Dovecot is installed (Debian: dovecot-imapd)."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

WHY_NO_DOVECOT = "" if shutil.which("dovecot") else "Dovecot is not installed (Debian: dovecot-imapd)"
_SECONDS = 15


@contextmanager
def dovecot(mails: list[bytes]) -> Iterator[str]:
    """The address of a box with these mails, for EXCHANGE_MAILBOX_URL."""
    with TemporaryDirectory(prefix="box") as short:  # its sockets must have short names
        yield from _serve(Path(short), mails)


def _serve(folder: Path, mails: list[bytes]) -> Iterator[str]:
    folder.chmod(0o755)
    box = folder / "mail" / "new"
    for name in ("new", "cur", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    for number, content in enumerate(mails):
        (box / f"{number}.mail").write_bytes(content)
    port, config = _free_port(), folder / "dovecot.conf"
    config.write_text(_config(folder, port), encoding="ascii")
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(["dovecot", "-F", "-c", str(config)], stdout=log, stderr=log)
    try:
        _wait_for(port, folder)
        yield f"imap://box:secret@127.0.0.1:{port}/INBOX"
    finally:
        server.terminate()
        server.wait(timeout=_SECONDS)


def _config(folder: Path, port: int) -> str:
    user, is_root = getpass.getuser(), os.geteuid() == 0
    inner, login = ("dovecot", "dovenull") if is_root else (user, user)  # the package's own: it refuses root
    owner = inner if is_root else user
    for place in (folder, *folder.glob("mail/**/*"), folder / "mail"):
        shutil.chown(place, owner)
    users = folder / "users"
    users.write_text("box:{PLAIN}secret\n", encoding="ascii")
    return f"""
protocols = imap
base_dir = {folder}/run
log_path = {folder}/dovecot.log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
first_valid_uid = 0
default_internal_user = {inner}
default_login_user = {login}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {users}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner} home={folder}
}}
"""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(port: int, folder: Path) -> None:
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError((folder / "log").read_text())
