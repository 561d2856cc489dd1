"""Change the taxonomy: labels in four languages, retire a term into another. Codes in cleared texts never change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.vocabulary.events import TermMoved
from exchange.vocabulary.models import Term, TermList
from exchange.vocabulary.queries import taxonomy

EDITABLE = (TermList.THEME, TermList.TARGET, TermList.CHANNEL, TermList.PRECONDITION)
LONGEST_LABEL = 120


def relabel(
    session: Session,
    *,
    actor: Actor,
    kind: TermList,
    code: str,
    labels: Mapping[str, str],
    reviewed: Iterable[str],
    now: datetime,
) -> Term:
    """Give a term its words. `reviewed` names the languages whose label a native official confirmed.

    Raises:
        NotFoundError: no such term in a list that may be edited.
        RefusedError: the actor does not run the platform.
        InvalidError: no English label, or one that is too long.
    """
    term = _term(session, actor, kind, code)
    words: dict[str, str] = {language.value: labels.get(language, "").strip() for language in Language}
    faults = {name: N_("Shorten the label.") for name, text in words.items() if len(text) > LONGEST_LABEL}
    if not words[Language.EN.value]:
        faults["en"] = N_("Give the English label: it stands in where another language has none.")
    if faults:
        raise InvalidError(faults)
    term.labels = Translated({language: text for language, text in words.items() if text})
    term.reviewed = sorted(set(reviewed) & set(term.labels))
    term.is_edited = True
    session.flush()
    _note(session, actor, term, "vocabulary.relabelled", now)
    return term


def retire(session: Session, *, actor: Actor, kind: TermList, code: str, into: str, now: datetime) -> Term:
    """Let another term of the list stand for this one: merging two is retiring one into the other.

    Raises:
        InvalidError: the other is none of this list, retired itself, or narrower than this one.
    """
    term = _term(session, actor, kind, code)
    words = taxonomy(session)
    other = {one.code: one for one in words.list_of(kind)}.get(into)
    is_below = kind is TermList.THEME and code in words.with_wider(into)
    if other is None or into == code or is_below:
        raise InvalidError({"into": N_("Choose another term of this list that is in use and not below this one.")})
    touched = words.codes_under(kind, code)
    term.retired_into, term.is_edited = into, True
    session.flush()
    _note(session, actor, term, "vocabulary.retired", now)
    emit(session, TermMoved(kind, touched, actor, now))
    return term


def bring_back(session: Session, *, actor: Actor, kind: TermList, code: str, now: datetime) -> Term:
    """Use a retired term again."""
    term = _term(session, actor, kind, code)
    term.retired_into = None
    session.flush()
    _note(session, actor, term, "vocabulary.brought_back", now)
    emit(session, TermMoved(kind, taxonomy(session).codes_under(kind, code), actor, now))
    return term


def _term(session: Session, actor: Actor, kind: TermList, code: str) -> Term:
    if not actor.runs_platform:
        raise RefusedError(Message(N_("Whoever runs the platform changes its lists.")))
    term = session.get(Term, (kind, code)) if kind in EDITABLE else None
    if term is None:
        raise NotFoundError
    return term


def _note(session: Session, actor: Actor, term: Term, action: str, now: datetime) -> None:
    facts: dict[str, str | int | bool | None] = {"list": term.kind.value, "code": term.code, "into": term.retired_into}
    record(session, actor=actor, act=Act(action, "term", _NOBODY, facts), now=now, ministry_id=None)


_NOBODY = UUID(int=0)  # a term has a code, no id
