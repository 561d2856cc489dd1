"""What the results page shows of contributions."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from exchange.discussion.queries import found_comments
from exchange.discussion.searchable import PREFIX
from exchange.search.sources import FoundWords
from exchange.web.actor import current_actor
from exchange.web.reader import current_reader


def passages(session: Session, keys: Sequence[str]) -> Mapping[str, FoundWords]:
    """The words of those contributions that the reader may read, by document key."""
    ids = [UUID(key.removeprefix(PREFIX)) for key in keys]
    language = current_reader().language.value
    return {
        f"{PREFIX}{found.id}": FoundWords(
            found.text, url_for("discussion.one", comment_id=found.id), found.language, found.post.text_for(language)
        )
        for found in found_comments(session, actor=current_actor(), ids=ids)
    }
