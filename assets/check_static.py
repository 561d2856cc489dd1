"""Rebuild the style sheet and the script in a folder of its own and compare every byte with exchange/static.

Without Node (or without `npm ci`) it says in one line what was not checked; with EXCHANGE_REQUIRE_NODE=1 that fails.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # the library has no types

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "exchange" / "static"
BUILT = {"exchange.css": STATIC, "paper.css": STATIC, "exchange.js": STATIC, "axe.min.js": ROOT / "tests" / "vendor"}
PACKED = ("exchange.css", "exchange.js")  # packers of different Node versions differ in bytes, never in what they hold
SOURCES = "assets/scss, assets/js and package-lock.json"


def missing_tool() -> str:
    """What keeps this machine from rebuilding, or nothing."""
    if shutil.which("node") is None:
        return "Node is not installed"
    if not (ROOT / "node_modules" / "sass").is_dir():
        return "`npm ci` has not been run"
    return ""


def rebuild(target: Path) -> str:
    """Build into `target`; answer what Node said when it failed."""
    done = subprocess.run(
        [str(shutil.which("node")), str(ROOT / "assets" / "build.mjs"), str(target)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip() if done.returncode else ""


def differing(target: Path) -> list[str]:
    """The built files that are not the committed ones."""
    changed = [
        name
        for name, folder in BUILT.items()
        if not (folder / name).is_file() or (target / name).read_bytes() != (folder / name).read_bytes()
    ]
    return changed + [f"{name}.br" for name in PACKED if not is_packed(name)]


def is_packed(name: str) -> bool:
    """Whether the packed file holds exactly the other one."""
    packed = STATIC / f"{name}.br"
    return packed.is_file() and brotli.decompress(packed.read_bytes()) == (STATIC / name).read_bytes()


def main() -> int:
    """0 when equal or not checkable here, 1 otherwise."""
    reason = missing_tool()
    if reason:
        print(f"Static files: not checked against {SOURCES}, because {reason}.")
        return int(os.environ.get("EXCHANGE_REQUIRE_NODE") == "1")
    with tempfile.TemporaryDirectory() as folder:
        fault = rebuild(Path(folder))
        changed = [] if fault else differing(Path(folder))
    if fault or changed:
        print(fault or f"Not built from {SOURCES}: {', '.join(changed)}. Run `make assets` and commit the result.")
        return 1
    print(f"Static files: equal to a build from {SOURCES}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
