"""What changed between two texts of a practice, field by field, as a clearing officer reads it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from uuid import UUID

from flask_babel import gettext as _

from exchange.accounts.queries import ministries_by_id
from exchange.kernel.messages import N_
from exchange.kernel.translated import Translated
from exchange.practices.forms.practice import LEVELS, LICENCES, NEW_TO
from exchange.practices.models import OF_COSTS, Section, Visibility
from exchange.practices.service import PracticeDraft, TextDraft
from exchange.practices.views.word_changes import Line, marked
from exchange.practices.views.words import language_name, section_title
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import taxonomy
from exchange.web.db import reading
from exchange.web.reader import current_reader

_FIGURES = frozenset({"results", "costs", "staff_fte"})
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
Compared = tuple[tuple[str, str], ...]
ROWS = {  # every value of a revision: what is not named here could be cleared unseen
    "results": N_("Results"),
    "objectives": N_("Targets and dates"),
    "new_to": N_("To whom it is new"),
    "costs": N_("Costs"),
    "staff_fte": N_("Staff, in full-time posts"),
    "funding_source": N_("Who pays"),
    "notes": N_("Note on costs"),
    "started_note": N_("Note on the start"),
    "status_note": N_("Note on the status"),
    "steps": N_("Steps and timeline"),
    "partners": N_("Partners"),
    "legal_acts": N_("Legal acts"),
    "legal_acts_note": N_("Note on the legal acts"),
    "digital": N_("Digital components"),
    "preconditions": N_("Conditions for success"),
    "age_bands": N_("Ages"),
    "offers": N_("What you offer"),
    "based_on": N_("Inspired by"),
    "based_on_slugs": N_("Inspired by, on this site"),
    "files": N_("Documents and links"),
    "sources": N_("Sources"),
    "sdg": N_("Targets of the Sustainable Development Goals"),
    "awards": N_("Awards"),
    "samples": N_("Marked as sample"),
}


@dataclass(frozen=True)
class Change:
    """One field that differs. `rows` are (same | del | ins, text); `kind` is new, gone, figure or text."""

    field: str
    rows: Compared
    key: str = ""  # of the field, and of its language where it is not the official one: remarks hang on it
    lang: str = ""
    kind: str = "text"
    circle: Visibility | None = None

    @property
    def mark(self) -> str:
        """The same words of the field have the same mark, however they are compared."""
        words = "\0".join(text for kind, text in self.rows if kind != "del")
        return hashlib.sha256(f"{self.key}\0{words}".encode()).hexdigest()[:16]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows with the words marked that differ."""
        return marked(self.rows)


def changes(before: PracticeDraft | None, after: PracticeDraft) -> tuple[Change, ...]:
    """Every difference, the official text first. Without a text before, everything is new."""
    old = before or PracticeDraft(language=after.language)
    found = [*_texts(old, after), *_facts(old, after), *_lists(old, after)]
    return tuple(found)


def everything(before: PracticeDraft | None, after: PracticeDraft) -> tuple[Change, ...]:
    """Every field of the new text in its order, with the changes in their places; then what was taken out."""
    changed = {change.key: change for change in changes(before, after)}
    fields_of_text = changes(None, after)
    known = {field.key for field in fields_of_text}
    whole = [changed[field.key] if field.key in changed else _plain(field) for field in fields_of_text]
    return (*whole, *(change for key, change in changed.items() if key not in known))


def _plain(field: Change) -> Change:
    return replace(field, rows=tuple(("same", text) for _kind, text in field.rows), kind="text")


def _texts(old: PracticeDraft, new: PracticeDraft) -> list[Change]:
    """The official text first; a language that was taken away is a change too."""
    before, after = ({text.language: text for text in draft.texts} for draft in (old, new))
    found = []
    for language in sorted({**before, **after}, key=lambda language: (language != new.language, language)):
        was_text, now_text = before.get(language, TextDraft(language)), after.get(language, TextDraft(language))
        is_official = language == new.language
        for key, head, was, now in _fields_of(was_text, now_text):
            named = head if is_official else _in_language(head, language)
            circle = new.field_visibility.get(Section(key)) if key in set(Section) else None
            marked_key = key if is_official else f"{key}.{language}"
            found += _change(marked_key, named, was, now, lang=language, circle=circle)
    return found


def _fields_of(before: TextDraft, after: TextDraft) -> list[tuple[str, str, str, str]]:
    heads = [("title", _("Title"), before.title, after.title), ("summary", _("Summary"), before.summary, after.summary)]
    return heads + [
        (key.value, section_title(key), before.sections.get(key, ""), after.sections.get(key, "")) for key in Section
    ]


def _in_language(head: str, language: str) -> str:
    return str(_("%(part)s (%(language)s)", part=head, language=language_name(language)))


def _facts(old: PracticeDraft, new: PracticeDraft) -> list[Change]:
    pairs = (
        ("org", _("Lead institution"), _in_all(old.org), _in_all(new.org)),
        ("contact_role", _("Contact"), _in_all(old.contact_role), _in_all(new.contact_role)),
        ("lang", _("Language of the text"), _language(old), _language(new)),
        ("level", _("Level"), _level(old.level) if old.texts else "", _level(new.level)),
        ("status", _("Status"), _term(TermList.STATUS, old.status), _term(TermList.STATUS, new.status)),
        ("started", _("Started"), old.started or "", new.started or ""),
        ("ended", _("Ended"), old.ended or "", new.ended or ""),
        ("themes", _("Themes"), _terms(TermList.THEME, old.themes), _terms(TermList.THEME, new.themes)),
        ("targets", _("For whom"), _terms(TermList.TARGET, old.targets), _terms(TermList.TARGET, new.targets)),
        (
            "channels",
            _("Delivery channels"),
            _terms(TermList.CHANNEL, old.channels),
            _terms(TermList.CHANNEL, new.channels),
        ),
        ("evidence_claim", _("Your claim of evidence"), _claim(old.evidence_claim), _claim(new.evidence_claim)),
        ("licence", _("Use by others"), _licence(old) if old.texts else "", _licence(new)),
        ("visibility", _("Who may read it"), _said(old.visibility), _said(new.visibility)),
        ("visible_to", _("Named partners"), _named(old.partners), _named(new.partners)),
        ("circles", _("Who may read a part of it"), _circles(old), _circles(new)),
    )
    return [change for key, head, was, now in pairs for change in _change(key, head, was, now)]


def _lists(old: PracticeDraft, new: PracticeDraft) -> list[Change]:
    found = []
    for name, head in ROWS.items():
        kind = "figure" if name in _FIGURES else "text"
        circle = new.costs_circle if name in OF_COSTS else None
        was, now = (_lines(getattr(draft.rows, name)) for draft in (old, new))
        was, now = (_SAID[name](was), _SAID[name](now)) if name in _SAID else (was, now)
        found += _change(name, str(_(head)), was, now, kind=kind, circle=circle)
    return found


def _lines(rows: object) -> str:
    """A list as one line for each of its rows; a single value as it is."""
    return "\n".join(map(_row, rows)) if isinstance(rows, tuple) else _row(rows)


def _row(row: object) -> str:
    """Every value of a row, in every language that it has."""
    if isinstance(row, Translated):
        return _in_all(row)
    if isinstance(row, tuple):
        return "; ".join(map(_row, row))
    if is_dataclass(row):
        values = (_row(getattr(row, one.name)) for one in fields(row))
        return "; ".join(value for value in values if value)
    return f"{row:.12g}" if isinstance(row, float) else str(row or "")


def _in_all(text: Translated) -> str:
    """The text in every language, each named where there are several."""
    if len(text) < 2:  # noqa: PLR2004 - one language needs no name
        return "".join(text.values())
    return "; ".join(f"{code}: {said}" for code, said in sorted(text.items()))


def _change(
    key: str, head: str, was: str, now: str, *, lang: str = "", kind: str = "text", circle: Visibility | None = None
) -> list[Change]:
    if was == now:
        return []
    state = "new" if not was else "gone" if not now else kind
    return [Change(head, _compared(_sentences(was), _sentences(now)), key, lang, state, circle)]


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def _compared(was: Sequence[str], now: Sequence[str]) -> Compared:
    rows: list[tuple[str, str]] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [("same", part) for part in now[new_start:new_end]]
            continue
        for old, new in zip_longest(was[start:end], now[new_start:new_end]):  # beside each other, for the eye
            rows += [(kind, part) for kind, part in (("del", old), ("ins", new)) if part is not None]
    return tuple(rows)


def _term(kind: TermList, code: str) -> str:
    return taxonomy(reading()).label(kind, code, current_reader().language.value) if code else ""


def _terms(kind: TermList, codes: Sequence[str]) -> str:
    return "\n".join(_term(kind, code) for code in codes)


def _level(level: str) -> str:
    return str(_(LEVELS.get(level, level)))


def _licence(draft: PracticeDraft) -> str:
    return str(_(LICENCES.get(draft.licence, draft.licence)))


def _new_to(scope: str) -> str:
    return str(_(NEW_TO.get(scope, scope))) if scope else ""


def _parts(keys: str) -> str:
    """The heads of the fields that are marked, a line each."""
    heads = {
        "title": N_("Title"),
        "summary": N_("Summary"),
        "org": N_("Lead institution"),
        "contact_role": N_("Contact"),
    }
    heads |= {key.value: section_title(key) for key in Section} | dict(ROWS)
    return "\n".join(_(heads.get(key, key)) for key in keys.splitlines())


_SAID = {"new_to": _new_to, "samples": _parts}  # lists whose values are codes


def _language(draft: PracticeDraft) -> str:
    return language_name(draft.language) if draft.texts else ""


def _claim(level: int | None) -> str:
    return "" if level is None else _term(TermList.EVIDENCE, str(level))


def _said(circle: Visibility | None) -> str:
    return str(_(circle.label)) if circle else ""


def _named(partners: Sequence[UUID]) -> str:
    language = current_reader().language.value
    return "\n".join(sorted(one.name(language) for one in ministries_by_id(reading(), partners).values()))


def _circles(draft: PracticeDraft) -> str:
    named = [(section_title(section), circle) for section, circle in sorted(draft.field_visibility.items())]
    named += [(str(_("What it costs")), draft.costs_circle)] if draft.costs_circle else []
    return "\n".join(_("%(part)s: %(readers)s", part=part, readers=_said(circle)) for part, circle in named)
