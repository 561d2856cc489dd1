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
from exchange.vocabulary.concepts import shipped_bank
from exchange.vocabulary.queries import taxonomy
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
        if finds(index, search, audience_tokens(actor_of(session, to.id))):
            _tell(session, to, search, practice_id)


def finds(index: MemoryIndex, search: SavedSearch, audience: frozenset[str]) -> bool:
    """Whether the search, asked by a reader of this audience, gives anything of what the index holds."""
    filters = {name: frozenset(values) for name, values in search.filters.items()}
    query = SearchQuery(
        text=search.words,
        audience=audience,
        filters=filters | {str(Dimension.KIND): frozenset({DocumentKind.PRACTICE.value})},
        concepts=shipped_bank().expand(search.words),
    )
    answer = index.search(query)
    return bool(answer.total or answer.other_total)


def _tell(session: Session, to: Recipient, search: SavedSearch, practice_id: UUID) -> None:
    card = brief(session, actor=actor_of(session, to.id), practice_id=practice_id, language=to.language)
    notify(session, person_id=to.id, notice=mail.matched(card, to, search), now=current_app.config["CLOCK"]())
