"""One mail from a pipe: `exchange mail receive`, as Postfix, Exim and sendmail call it (sysexits.h)."""

import os
import sys
from typing import BinaryIO

from sqlalchemy.exc import SQLAlchemyError

from exchange.app import create_app
from exchange.kernel.errors import KernelError
from exchange.kernel.settings import WrongSettingError
from exchange.mailbox.incoming import MOST_BYTES
from exchange.mailbox.jobs import TOO_LARGE
from exchange.mailbox.wiring import collector_of
from exchange.server import require_newest


def take_mail(stream: BinaryIO) -> int:
    """Take the mail that stands in the stream; the exit code.

    Whatever is wrong on our side (settings, database, disk) keeps the mail in the server's queue: it is tried again,
    and a second time does nothing.
    """
    content = stream.read(MOST_BYTES + 1)
    try:
        done = _take(content)
    except (KernelError, WrongSettingError, SQLAlchemyError, OSError) as error:
        sys.stderr.write(f"{error}\n".partition("\n")[0] + "\n")
        return os.EX_TEMPFAIL
    sys.stdout.write(f"{done}\n")
    return os.EX_DATAERR if done == TOO_LARGE else os.EX_OK


def _take(content: bytes) -> str:
    app = create_app()
    require_newest(app)
    with app.app_context():
        return collector_of(app).take(content)
