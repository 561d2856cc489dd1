"""The locks against published weaknesses: how versions compare, what an answer may say, what is read (ASVS 15.2.1)."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from packaging.version import Version

from assets import advisories
from assets.advisories import Advisory, Answer, Pin, faults, pins, read_osv

TODAY = date(2026, 11, 30)
LOCK = """\
flask==3.1.3 \\
    --hash=sha256:00 \\
    # via ministry-exchange (pyproject.toml)
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:01
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:02
psycopg[binary]==3.3.9
Python_DateUtil==2.9.0.post0
# a comment==1.0
"""


def weak(versions: str, name: str = "flask") -> Advisory:
    return Advisory("CVE-2026-0001", name, versions, "in short")


def pin(version: str, name: str = "flask") -> Pin:
    return Pin(name, Version(version))


@pytest.mark.parametrize(
    ("versions", "version", "applies"),
    [
        ("<2.2.5 or >=2.3.0,<2.3.2", "2.2.4", True),
        ("<2.2.5 or >=2.3.0,<2.3.2", "2.2.5", False),
        ("<2.2.5 or >=2.3.0,<2.3.2", "2.3.1", True),
        ("<2.2.5 or >=2.3.0,<2.3.2", "2.3.2", False),
        (">=0,<3.0", "3.0rc1", True),  # it comes before the version that mends it
        (">=0,<3.0", "3.0.dev4", True),
        (">=0,<=2.9.0", "2.9.0.post1", False),
        (">=0,<2.10", "2.9", True),  # as numbers, not as letters
        ("==3.1.0", "3.1", True),
        ("==3.1.0", "3.1.0.post1", False),
        ("<1!0.1", "2026.10", True),  # an epoch counts more than a year
        (">=2026.1", "2026.1+local.7", True),
        (">=1.0 , < 2", "1.5", True),
    ],
)
def test_versions_are_compared_as_python_orders_them(versions: str, version: str, *, applies: bool) -> None:
    assert weak(versions).applies_to(pin(version)) is applies
    assert not weak(versions, "another").applies_to(pin(version))


@pytest.mark.parametrize("versions", ["", "all", "<not a version", "~=2.0"])
def test_a_line_that_says_no_versions_is_a_fault_and_not_a_pass(versions: str) -> None:
    with pytest.raises(ValueError, match="version"):
        weak(versions).applies_to(pin("1.0"))


def test_extras_markers_and_spellings_of_a_lock_are_read() -> None:
    assert pins(LOCK) == {
        pin("3.1.3"),
        pin("2.4.6", "numpy"),
        pin("2.5.5", "numpy"),
        pin("3.3.9", "psycopg"),
        pin("2.9.0.post0", "python-dateutil"),
    }


def test_of_a_package_with_two_versions_each_counts() -> None:
    said = faults(pins(LOCK), [weak("<2.5", "numpy")], [], TODAY)
    assert [sentence.partition(":")[0] for sentence in said] == ["numpy 2.4.6"]


@pytest.mark.parametrize(
    ("since", "until", "reason", "counts"),
    [
        ("2026-11-20", "2026-12-10", "The call is not used here; the mended version comes next week.", True),
        ("2026-11-20", "2026-11-30", "The call is not used here; the mended version comes next week.", True),
        ("2026-11-20", "2026-11-29", "The call is not used here; the mended version comes next week.", False),
        ("2026-11-20", "2027-11-20", "The call is not used here; the mended version comes next week.", False),
        ("2026-11-20", None, "The weak module is for Windows only.", True),
        ("2026-11-20", None, "later", False),
    ],
    ids=["within", "last day", "over", "too long", "never reaches us", "no reason"],
)
def test_an_answer_counts_for_a_month_at_most(since: str, until: str | None, reason: str, *, counts: bool) -> None:
    last = date.fromisoformat(until) if until else None
    answer = Answer("CVE-2026-0001", "flask", date.fromisoformat(since), last, reason)
    assert (faults([pin("3.1.3")], [weak("<4")], [answer], TODAY) == []) is counts


def test_an_answer_is_about_one_weakness_of_one_package() -> None:
    answer = Answer("CVE-2026-0001", "werkzeug", TODAY, None, "The weak module is for Windows only.")
    assert len(faults([pin("3.1.3")], [weak("<4")], [answer], TODAY)) == 1


def entry(**more: object) -> dict[str, object]:
    events = [
        {"introduced": "0"},
        {"fixed": "2.2.5"},
        {"introduced": "2.3.0"},
        {"last_affected": "2.3.1"},
        {"introduced": "9"},
    ]
    affected = {"package": {"name": "Flask", "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-7"], "summary": "a | b\nc", "affected": [affected]} | more


def test_an_entry_becomes_one_line() -> None:
    found = list(read_osv(entry(), frozenset({"flask"})))
    assert found == [Advisory("CVE-2026-7", "flask", ">=0,<2.2.5 or >=2.3.0,<=2.3.1 or >=9", "a / b c")]
    assert found[0].applies_to(pin("9.1"))
    assert not found[0].applies_to(pin("2.4"))


def test_an_entry_without_ranges_lists_its_versions() -> None:
    affected = {"package": {"name": "flask", "ecosystem": "PyPI"}, "versions": ["1.0", "1.1"]}
    ((found),) = read_osv(entry(affected=[affected]), frozenset({"flask"}))
    assert found.versions == "==1.0 or ==1.1"


def test_what_was_withdrawn_or_is_of_others_is_left_out() -> None:
    elsewhere = {"package": {"name": "flask", "ecosystem": "npm"}, "versions": ["1.0"]}
    assert list(read_osv(entry(withdrawn="2026-01-01T00:00:00Z"), frozenset({"flask"}))) == []
    assert list(read_osv(entry(affected=[elsewhere]), frozenset({"flask"}))) == []
    assert list(read_osv(entry(), frozenset({"werkzeug"}))) == []


def test_a_snapshot_is_made_from_a_copy_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy, kept = tmp_path / "copy", tmp_path / "snapshot.txt"
    (copy / "vulns" / "flask").mkdir(parents=True)
    (copy / "vulns" / "flask" / "PYSEC-2026-1.yaml").write_text(json.dumps(entry()), encoding="utf-8")
    (copy / "GHSA-1.json").write_text(json.dumps(entry(id="GHSA-1", aliases=[])), encoding="utf-8")
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(copy), *words], check=True)
    monkeypatch.setattr(advisories, "SNAPSHOT", kept)
    assert advisories.refresh(copy) == 2
    assert {one.number for one in advisories.advisories(kept)} == {"CVE-2026-7", "GHSA-1"}
    assert advisories.noted_day(kept) is not None


def test_what_is_old_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, locked = tmp_path / "snapshot.txt", tmp_path / "locked.txt"
    monkeypatch.setattr(advisories, "SNAPSHOT", snapshot)
    monkeypatch.setattr(advisories, "LOCKED", locked)
    assert len(advisories.warnings(TODAY)) == 2
    snapshot.write_text("# 2026-10-01 | of somebody\n", encoding="utf-8")
    locked.write_text("# 2026-11-01\n", encoding="utf-8")
    assert advisories.warnings(TODAY) == []
    assert len(advisories.warnings(date(2027, 1, 31))) == 2


def test_no_weakness_that_we_know_applies_to_the_locks() -> None:
    """The same as `make check` asks; the tables are whole, and what they name stands in a lock."""
    found = advisories.locked()
    known = [*advisories.advisories(advisories.KNOWN), *advisories.advisories(advisories.SNAPSHOT)]
    assert {one.name for one in known} <= {one.name for one in found}
    assert faults(found, known, advisories.answers(), date.today()) == []  # noqa: DTZ011 - as `make check` asks
