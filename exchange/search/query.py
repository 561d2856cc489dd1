"""The small query language of the search box: words, "phrases", -not, title:, by:, country:, after:, before:."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from exchange.kernel.languages import fold
from exchange.search.analysis.stops import ALL_STOP_WORDS

MAX_CHARACTERS = 200
MAX_WORDS = 12


@dataclass(frozen=True)
class Limits:
    """How much of a query is read."""

    words: int = MAX_WORDS
    characters: int = MAX_CHARACTERS


PERSON = Limits()
WHOLE_TEXT = Limits(words=200, characters=4_000)  # for texts of our own, such as a practice's summary; never for input

_MOST_CUT = 200  # words that are named as cut
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
_MINUS = "-−–—"
_CHUNK = re.compile(r'[^\s"]*"[^"]*"|[^\s"]+|"')
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_YEAR = re.compile(r"^(\d{4})(?:-\d{1,2}){0,2}$")


class Narrowing(StrEnum):
    """The fields that narrow a search instead of adding a word."""

    BY = "by"
    COUNTRY = "country"
    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True)
class Clause:
    """One thing asked for. `text` is as typed, without quotes and marks."""

    text: str
    is_phrase: bool = False
    is_excluded: bool = False
    in_title: bool = False
    narrows: Narrowing | None = None

    @property
    def typed(self) -> str:
        """The clause as it would be typed again."""
        quoted = f'"{self.text}"' if self.is_phrase or " " in self.text else self.text
        field = "title:" if self.in_title else f"{self.narrows}:" if self.narrows else ""
        return f"{'-' if self.is_excluded else ''}{field}{quoted}"


@dataclass(frozen=True)
class ParsedQuery:
    """A query as it was understood, clause by clause in the order typed.

    `cut` is what went over the limits, `ignored` what holds no letter or digit; both are said to the person.
    """

    clauses: tuple[Clause, ...] = ()
    cut: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[Clause, ...]:
        """Single words, of which any may match."""
        return tuple(c for c in self.clauses if not (c.is_phrase or c.is_excluded or c.in_title or c.narrows))

    @property
    def required(self) -> tuple[Clause, ...]:
        """Phrases and title words, which must all match."""
        return tuple(c for c in self.clauses if (c.is_phrase or c.in_title) and not (c.is_excluded or c.narrows))

    @property
    def excluded(self) -> tuple[Clause, ...]:
        """What must not occur."""
        return tuple(c for c in self.clauses if c.is_excluded and not c.narrows)

    @property
    def narrowings(self) -> tuple[Clause, ...]:
        """Clauses that act as filters."""
        return tuple(c for c in self.clauses if c.narrows)

    @property
    def wanted_text(self) -> str:
        """What the query is about: its wanted words and phrases, for concepts and for meaning."""
        return " ".join(c.text for c in self.clauses if not (c.is_excluded or c.narrows))

    @property
    def typed(self) -> str:
        """The understood query, typed cleanly."""
        return " ".join(clause.typed for clause in self.clauses)

    def without(self, index: int) -> str:
        """The query text with one clause taken away, for a removable chip."""
        return " ".join(clause.typed for at, clause in enumerate(self.clauses) if at != index)


def parse(text: str, limits: Limits = PERSON) -> ParsedQuery:
    """Understand whatever a person typed; never raises, and costs no more for hostile text than for plain words.

    Of too many words, those that say little are cut first, then those at the end.
    """
    kept, rest = _clip(_cleaned(text, limits), limits)
    found = [(chunk, _clause(chunk)) for chunk in _CHUNK.findall(kept)]
    ignored = tuple(chunk for chunk, clause in found if not _words(clause))
    clauses = [clause for _, clause in found if _words(clause)]
    fitting, cut = _fitted(clauses, limits.words)
    return ParsedQuery(tuple(fitting), tuple([*cut, *rest.split()][:_MOST_CUT]), ignored)


def _fitted(clauses: list[Clause], most: int) -> tuple[list[Clause], list[str]]:
    """At most so many words, and what was cut."""
    cut: list[str] = []
    if sum(len(_words(clause)) for clause in clauses) > most:
        cut += [clause.text for clause in clauses if _says_little(clause)]
        clauses = [clause for clause in clauses if not _says_little(clause)]
    fitting: list[Clause] = []
    for clause in clauses:
        words = _words(clause)
        cut += words[most:]
        if most > 0:
            fitting.append(clause if len(words) <= most else replace(clause, text=_first_words(clause.text, most)))
        most = max(most - len(words), 0)
    return fitting, cut


def _says_little(clause: Clause) -> bool:
    return clause.typed == clause.text and fold(clause.text) in ALL_STOP_WORDS


def _words(clause: Clause) -> list[str]:
    return _WORD.findall(clause.text)


def _cleaned(text: str, limits: Limits) -> str:
    """Composed; control and lone surrogate characters become spaces; every kind of quotation mark becomes one."""
    plain = "".join(c if c.isprintable() or c == "\u00ad" else " " for c in text[: limits.characters * 4])
    plain = unicodedata.normalize("NFC", plain)
    return " ".join(plain.translate(_QUOTES).split())


def _clip(text: str, limits: Limits) -> tuple[str, str]:
    """At most so many characters, cut between words."""
    if len(text) <= limits.characters:
        return text, ""
    end = text.rfind(" ", 0, limits.characters + 1)
    end = end if end > 0 else limits.characters
    return text[:end], text[end:]


def _clause(chunk: str) -> Clause:
    excluded = len(chunk) > 1 and chunk[0] in _MINUS
    bare = chunk[1:] if excluded else chunk
    field, colon, value = bare.partition(":")
    name = fold(field) if colon else ""
    if name == "title" and value:
        return Clause(_unquoted(value), is_phrase='"' in value, is_excluded=excluded, in_title=True)
    if name in Narrowing.__members__.values() and (narrowed := _narrowed(Narrowing(name), _unquoted(value))):
        return replace(narrowed, is_excluded=excluded)
    return Clause(_unquoted(bare), is_phrase='"' in bare, is_excluded=excluded)


def _narrowed(field: Narrowing, value: str) -> Clause | None:
    """A narrowing whose value makes sense; otherwise its words are searched like any others."""
    if field in {Narrowing.AFTER, Narrowing.BEFORE}:
        year = _YEAR.match(value)
        return Clause(year.group(1), narrows=field) if year else None
    return Clause(value, narrows=field) if value else None


def _unquoted(text: str) -> str:
    return " ".join(text.replace('"', " ").split())


def _first_words(text: str, count: int) -> str:
    words = list(_WORD.finditer(text))
    return text[: words[count - 1].end()] if count > 0 else ""
