"""Write docs/licences.md from the packages of requirements.lock; `--check` fails on a licence nobody agreed to."""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
AGREED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python-2|Python Software|MPL|Mozilla|Unlicense|CC0|Zlib|0BSD|LGPL|HPND|CNRI|OFL|ZPL|Zope",
)
IN_ITS_FILE = {"huey": "MIT"}  # read in the package's LICENSE; its metadata names none
STRONG = re.compile(r"(?<!L)(?:AGPL|GPL)|GNU General Public|Affero")


def locked() -> list[str]:
    """The names in the lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([A-Za-z0-9][\w.-]*)==", text, flags=re.MULTILINE)))


def licence_of(name: str) -> tuple[str, str] | None:
    """Version and licence by the package's own words; None where it is not installed on this system."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    said = [str(found["License-Expression"] or "")]
    said += [line.rpartition(" :: ")[2] for line in found.get_all("Classifier", []) if line.startswith("License ::")]
    said.append((str(found["License"] or "").strip().splitlines() or [""])[0][:60])
    first = next((one for one in said if one and one not in {"OSI Approved", "UNKNOWN"}), IN_ITS_FILE.get(name, ""))
    return str(found["Version"]), first


def main() -> int:
    """Make the page; the number of packages whose licence has to be looked at."""
    known = {name: found for name in locked() if (found := licence_of(name)) is not None}
    rows = [f"| {name} | {licence} |" for name, (_, licence) in known.items()]
    head = ["# Licences of the packages", "", "Made from `requirements.lock` by `make licences`.", ""]
    page = "\n".join([*head, "| package | licence |", "|---|---|", *rows, ""])
    doubtful = [name for name, (_, one) in known.items() if not AGREED.search(one) or STRONG.search(one)]
    for name in doubtful:
        print(f"{name}: {known[name][1] or 'no licence is named'}: nobody agreed to this one; see assets/licences.py")
    if "--check" not in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    return len(doubtful)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
