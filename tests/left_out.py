"""Say which tests this machine cannot run, and why. Exit 0 when some are left out, 1 when none has to be."""

import os
import shutil
import sys


def chromium() -> str | None:
    """Where Chromium is, if it is here."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


if __name__ == "__main__":
    if os.environ.get("EXCHANGE_REQUIRE_BROWSER"):
        sys.stdout.write("The browser tests are not part of this command here: `make e2e` runs and requires them.\n")
        sys.exit(0)
    if chromium():
        sys.exit(1)
    sys.stdout.write(
        "Left out: the browser tests (tests/e2e), because this machine has no Chromium. Debian: apt install chromium\n"
    )
