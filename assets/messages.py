"""Collect the messages of code and templates, merge them into the catalogues, compile them.

English is the source: its catalogue is empty but for plural headers. Fuzzy guesses are never made.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "exchange" / "locale"
LANGUAGES = ("az", "tr", "en", "ru")
# CLDR's plural rules as Weblate writes them; Babel would give Turkish one form only (docs/decisions/0007).
PLURALS = {
    "az": "nplurals=2; plural=(n != 1);",
    "tr": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}
KEYWORDS = ("_", "gettext", "ngettext:1,2", "_l", "N_", "lazy_gettext", "_n:1,2")


def extract(target: Path) -> None:
    """Write every message of the sources into one template."""
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    _babel(
        "extract", "-F", "babel.cfg", *keywords, "--no-location", "--sort-output", "--omit-header", "-w", "120",
        "--project", "exchange", "-o", str(target), ".",
    )  # fmt: skip


def merge(template: Path) -> None:
    """Bring each catalogue up to the template, keeping what is translated."""
    import polib

    wanted = polib.pofile(str(template), wrapwidth=120)
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = polib.pofile(str(path), wrapwidth=120) if path.exists() else polib.POFile(wrapwidth=120)
        catalogue.metadata = _head(language)
        _update(catalogue, wanted, language)
        catalogue.save(str(path))
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))


def _head(language: str) -> dict[str, str]:
    return {
        "Project-Id-Version": "exchange",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }


def _update(catalogue, wanted, language) -> None:  # noqa: ANN001 - polib has no types
    known = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    kept = []
    for entry in wanted:
        old = known.get(entry.msgid)
        fresh = _copy(entry, old, language)
        kept.append(fresh)
    del catalogue[:]
    catalogue.extend(sorted(kept, key=lambda entry: entry.msgid))


def _copy(entry, old, language):  # noqa: ANN001, ANN202 - polib has no types
    import polib

    forms = int(re.search(r"nplurals=(\d)", PLURALS[language]).group(1))
    fresh = polib.POEntry(
        msgid=entry.msgid, msgid_plural=entry.msgid_plural, flags=[f for f in entry.flags if f != "fuzzy"]
    )
    if entry.msgid_plural:
        given = old.msgstr_plural if old is not None and old.msgid_plural else {}
        english = {0: entry.msgid, 1: entry.msgid_plural}
        fresh.msgstr_plural = {n: given.get(n, english.get(n, "") if language == "en" else "") for n in range(forms)}
    else:
        fresh.msgstr = old.msgstr if old is not None and not old.msgid_plural else ""
    return fresh


def _babel(*arguments: str) -> None:
    command = [sys.executable, "-m", "babel.messages.frontend", *arguments]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "messages.pot"
        extract(pot)
        merge(pot)
