"""Fail when a message of the sources is missing, untranslated, fuzzy or broken in a catalogue, or the .mo is stale."""

import re
import sys
import tempfile
from pathlib import Path

import polib
from messages import LANGUAGES, LOCALE, PLURALS, extract

VALUE = re.compile(r"%\((\w+)\)[sd]")


def faults() -> list[str]:
    """One line per fault."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        wanted = {entry.msgid: entry for entry in polib.pofile(str(template))}
    found: list[str] = []
    for language in LANGUAGES:
        found += _faults_of(language, wanted)
    return found


def _faults_of(language: str, wanted: dict) -> list[str]:
    path = LOCALE / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return [f"{language}: no catalogue; run: make messages"]
    catalogue = polib.pofile(str(path))
    known = {entry.msgid: entry for entry in catalogue}
    found = [f"{language}: not collected: {msgid!r}" for msgid in wanted if msgid not in known]
    found += [f"{language}: no longer used: {msgid!r}" for msgid in known if msgid not in wanted]
    if catalogue.metadata.get("Plural-Forms") != PLURALS[language]:
        found.append(f"{language}: wrong plural header")
    if language != "en":
        found += [f"{language}: {fault}: {entry.msgid!r}" for entry in catalogue for fault in _entry_faults(entry)]
    compiled = {
        entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(str(path.with_suffix(".mo")))
    }
    source = {entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in catalogue.translated_entries()}
    return found if compiled == source else [*found, f"{language}: messages.mo is stale; run: make messages"]


def _entry_faults(entry) -> list[str]:  # noqa: ANN001 - polib has no types
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        return ["fuzzy"]
    if not all(texts):
        return ["untranslated"]
    needed = set(VALUE.findall(entry.msgid_plural or entry.msgid))
    known = needed | set(VALUE.findall(entry.msgid))
    wrong = [
        text
        for text in texts
        if not set(VALUE.findall(text)) <= known or (not entry.msgid_plural and set(VALUE.findall(text)) != needed)
    ]
    return ["values differ"] if wrong else []


if __name__ == "__main__":
    lines = faults()
    for line in lines[:40]:
        print(line)
    if lines:
        print(f"{len(lines)} faults. `make messages` collects new messages; translate them in exchange/locale/.")
    sys.exit(1 if lines else 0)
