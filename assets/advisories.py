"""Compare the locked packages with published weaknesses, without a network; part of `make check`.

Read are `weaknesses/known.txt` (written by hand) and `weaknesses/snapshot.txt` (made by `--refresh CHECKOUT` from a copy of
the advisories of PyPA or GitHub, only those of our packages). A weakness that applies fails, unless `answered.txt` says why
not, until a day that the policy allows (docs/security.md). `--locked` notes today as the day of the locks.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets" / "weaknesses"
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-test.lock")
KNOWN, SNAPSHOT, ANSWERED, LOCKED = (FOLDER / f"{name}.txt" for name in ("known", "snapshot", "answered", "locked"))
OLDEST_SNAPSHOT = timedelta(days=62)
OLDEST_LOCK = timedelta(days=45)  # the set is renewed every month
LONGEST_ANSWER = timedelta(days=31)  # with the next monthly set; a critical one within 7 days
NEVER = "-"  # the answer's last day, where the weakness does not reach us
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
_BOUND = re.compile(r"(>=|<=|==|<)\s*(\S+)")


@dataclass(frozen=True)
class Pin:
    """A package as a lock names it. One name may have several versions, for several markers: each of them counts."""

    name: str
    version: Version


@dataclass(frozen=True)
class Advisory:
    """A weakness and the versions that have it: `<2.2.5 or >=2.3,<2.3.2`."""

    number: str
    name: str
    versions: str
    words: str

    def applies_to(self, pin: Pin) -> bool:
        """Compared as versions, not as specifiers: 3.0rc1 comes before the 3.0 that mends it (OSV 1.6, PEP 440)."""
        return pin.name == self.name and any(_is_within(pin.version, one) for one in self.versions.split(" or "))


@dataclass(frozen=True)
class Answer:
    """Why a weakness that applies is not mended yet, or never has to be."""

    number: str
    name: str
    since: date
    until: date | None
    reason: str


def pins(text: str) -> set[Pin]:
    """What a lock holds; extras and markers do not matter."""
    return {Pin(canonicalize_name(name), Version(version)) for name, version in _PIN.findall(text)}


def _is_within(version: Version, bounds: str) -> bool:
    found = _BOUND.findall(bounds.replace(",", " "))
    if not found:
        raise ValueError(f"no versions: {bounds!r}")
    return all(_holds(version, sign, Version(bound)) for sign, bound in found)


def _holds(version: Version, sign: str, bound: Version) -> bool:
    return {">=": version >= bound, "<=": version <= bound, "<": version < bound, "==": version == bound}[sign]


def rows(path: Path) -> Iterator[list[str]]:
    """The lines of a table with `|` between the cells; none when there is no such file."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def advisories(path: Path) -> list[Advisory]:
    """The weaknesses of a table."""
    return [Advisory(number, canonicalize_name(name), versions, words) for number, name, versions, words in rows(path)]


def answers() -> list[Answer]:
    """What was written down about weaknesses that apply."""
    return [
        Answer(number, canonicalize_name(name), _day(since), None if until == NEVER else _day(until), reason)
        for number, name, since, until, reason in rows(ANSWERED)
    ]


def faults(found: Iterable[Pin], known: Iterable[Advisory], answered: Iterable[Answer], today: date) -> list[str]:
    """A sentence for each weakness that applies and is not answered, and for each answer that does not count."""
    given = {(one.number, one.name): one for one in answered}
    said = [fault for one in given.values() if (fault := _fault_of(one, today))]
    for pin in sorted(found, key=lambda one: (one.name, one.version)):
        said += [
            f"{pin.name} {pin.version}: {one.number} ({one.words}); upgrade it, or answer in assets/weaknesses/answered.txt"
            for one in known
            if one.applies_to(pin) and (one.number, one.name) not in given
        ]
    return list(dict.fromkeys(said))


def _fault_of(one: Answer, today: date) -> str:
    if len(one.reason) < len("no such call here"):
        return f"{one.number}: the answer has no reason"
    if one.until is None:
        return ""
    if one.until < today:
        return f"{one.number} of {one.name}: the answer ended on {one.until}; upgrade now"
    return f"{one.number}: an answer holds for 31 days at most" if one.until - one.since > LONGEST_ANSWER else ""


def warnings(today: date) -> list[str]:
    """What is old; it fails nothing, because no line of code became worse by it."""
    taken, locked = noted_day(SNAPSHOT), noted_day(LOCKED)
    said = []
    if taken is None:
        said.append("there is no snapshot of the advisories, only what was written by hand: see docs/security.md")
    elif today - taken > OLDEST_SNAPSHOT:
        said.append(f"the snapshot of the advisories is of {taken}: renew it (docs/security.md)")
    if locked is None or today - locked > OLDEST_LOCK:
        said.append(f"the locks are of {locked}: the monthly set is due (make lock)")
    return said


def noted_day(path: Path) -> date | None:
    """The day on the first line of a file, `# 2026-11-30 …`."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    found = re.match(r"# (\d{4}-\d\d-\d\d)", text)
    return _day(found.group(1)) if found else None


def _day(text: str) -> date:
    return date.fromisoformat(text)


def read_osv(entry: dict[str, Any], names: frozenset[str]) -> Iterator[Advisory]:
    """The weaknesses of one entry in the Open Source Vulnerability format that concern these packages."""
    if entry.get("withdrawn"):
        return
    number = next((one for one in entry.get("aliases", ()) if one.startswith("CVE-")), entry["id"])
    words = " ".join(str(entry.get("summary") or entry.get("details") or "").replace("|", "/").split())[:120]
    for one in entry.get("affected", ()):
        package = one.get("package", {})
        name = canonicalize_name(package.get("name", ""))
        ranges = [text for part in one.get("ranges", ()) if part["type"] == "ECOSYSTEM" for text in _ranges(part["events"])]
        listed = [f"=={version}" for version in one.get("versions", ())] if not ranges else []
        if package.get("ecosystem") == "PyPI" and name in names and (ranges or listed):
            yield Advisory(number, name, " or ".join(ranges or listed), words)


def _ranges(events: list[dict[str, str]]) -> Iterator[str]:
    begun = ""
    for event in events:
        ((what, version),) = event.items()
        if what == "introduced":
            begun = ">=0" if version == "0" else f">={version}"
        elif begun:
            yield f"{begun},{'<' if what == 'fixed' else '<='}{version}"
            begun = ""
    if begun:
        yield begun


def entries(checkout: Path) -> Iterator[dict[str, Any]]:
    """Every entry of a copy of the advisories: YAML as PyPA keeps them, JSON as GitHub does."""
    for path in sorted(checkout.rglob("*.yaml")):
        if path.parent.parent.name == "vulns":
            yield yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(checkout.rglob("GHSA-*.json")):
        text = path.read_text(encoding="utf-8")
        if '"PyPI"' in text:
            yield json.loads(text)


def refresh(checkout: Path) -> int:
    """Write the snapshot from a copy of the advisories; how many concern our packages."""
    names = frozenset(pin.name for pin in locked())
    found = {one for entry in entries(checkout) for one in read_osv(entry, names)}
    asked = ["git", "-C", str(checkout), "log", "-1", "--format=%cs"]
    day = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    head = f"# {day} | PyPA advisory database and GitHub advisory database, CC BY 4.0; only what concerns our locks\n"
    lines = sorted(f"{one.number} | {one.name} | {one.versions} | {one.words}" for one in found)
    SNAPSHOT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def locked() -> set[Pin]:
    """What both locks hold."""
    return {pin for lock in LOCKS for pin in pins(lock.read_text(encoding="utf-8"))}


def main() -> int:
    """Check; or renew the snapshot, or note the day of the locks."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--refresh", type=Path, metavar="CHECKOUT")
    asked.add_argument("--locked", action="store_true")
    chosen, today = asked.parse_args(), date.today()  # noqa: DTZ011 - the calendar of whoever runs it
    if chosen.refresh:
        print(f"{refresh(chosen.refresh)} advisories about {len(locked())} packages")
    if chosen.locked:
        LOCKED.write_text(f"# {today}\n", encoding="utf-8")
    for sentence in warnings(today):
        print(f"note: {sentence}")
    said = faults(locked(), [*advisories(KNOWN), *advisories(SNAPSHOT)], answers(), today)
    for sentence in said:
        print(sentence)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
