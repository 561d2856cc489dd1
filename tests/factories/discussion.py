"""Comments for tests, written straight into the table."""

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.discussion.models import Circulation, Comment
from exchange.practices.models import Practice
from tests.support.clock import START

_numbers = count(1)


def make_comment(session: Session, practice: Practice, author: Person, **chosen: Any) -> Comment:
    """A comment that everyone signed in may read; `text` stands for words and HTML alike, `at` for when."""
    text = chosen.pop("text", "How were the families chosen?")
    values = {
        "practice_id": practice.id,
        "author_id": author.id,
        "ministry_id": author.ministry_id,
        "post": author.post,
        "language": "en",
        "markdown": text,
        "html": f"<p>{text}</p>",
        "circulation": Circulation.MEMBERS,
        "key": f"test-{next(_numbers)}",
        "made_at": chosen.pop("at", START),
    }
    comment = Comment(**(values | chosen))
    session.add(comment)
    session.flush()
    return comment
