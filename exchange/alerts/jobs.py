"""Look through the saved searches for one practice: the search itself is asked, about that practice alone."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from exchange.accounts.queries import Recipient, actor_of, recipient
from exchange.alerts import mail
from exchange.alerts.models import SavedSearch
from exchange.alerts.queries import all_searches
from exchange.jobs.runner import Task
from exchange.kernel.errors import NotFoundError
from exchange.notifications.service import notify
from exchange.practices.policies import audience_tokens
from exchange.practices.queries import brief
from exchange.practices.queries.desk import whole
from exchange.practices.searchable import documents_of
from exchange.search.memory import MemoryIndex
from exchange.search.port import Dimension, DocumentKind, SearchQuery
from exchange.vocabulary.concepts import ConceptBank
from exchange.vocabulary.queries import Taxonomy, bank, taxonomy
from exchange.web.db import transaction

Finds = Callable[[SavedSearch, frozenset[str]], bool]


def match(tasks: Sequence[Task]) -> None:
    """Tell whoever saved a search that finds the practice; who was told of it before is not told again."""
    for task in tasks:
        with transaction() as session:
            _match(session, UUID(str(task.payload["practice_id"])))


def _match(session: Session, practice_id: UUID) -> None:
    practices = whole(session, [practice_id])
    index, words = MemoryIndex(), taxonomy(session)
    index.rebuild([document for practice in practices for document in documents_of(practice, words)], 0)
    if not index.entries():
        return
    for search in all_searches(session):
        try:
            to = recipient(session, search.person_id)
        except NotFoundError:  # the account was closed since
            continue
        asked = _question(search, words, bank(session), audience_tokens(actor_of(session, to.id)))
        answer = index.search(asked)
        if answer.total or answer.other_total:
            _tell(session, to, search, practice_id)


def _question(search: SavedSearch, words: Taxonomy, terms: ConceptBank, audience: frozenset[str]) -> SearchQuery:
    """What was saved, in the codes of today, asked by a reader of this audience."""
    filters = {name: frozenset(words.in_use(name, values)) for name, values in search.filters.items()}
    return SearchQuery(
        text=search.words,
        audience=audience,
        filters=filters | {str(Dimension.KIND): frozenset({DocumentKind.PRACTICE.value})},
        concepts=terms.expand(search.words),
    )


def _tell(session: Session, to: Recipient, search: SavedSearch, practice_id: UUID) -> None:
    card = brief(session, actor=actor_of(session, to.id), practice_id=practice_id, language=to.language)
    notify(session, person_id=to.id, notice=mail.matched(card, to, search), now=current_app.config["CLOCK"]())
