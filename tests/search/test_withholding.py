"""What waits to be indexed is left out as if it had been dropped; what only adds is not."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from exchange.jobs.models import OutboxRow
from exchange.jobs.outbox import Job, enqueue
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.search.memory import MemoryIndex
from exchange.search.port import Drop, Put, SearchIndex, SearchQuery
from exchange.search.withholding import Withholding, index_job, stale_groups
from tests.search.samples import ALL, FOSTER_CARE, MEMBER, PUBLIC, document, fill
from tests.support.clock import START

PRIVATE = document("foster-az", Language.EN, "Own words", "himayedarsecret", audience=MEMBER)
TYPED = ("himayədar ailə", "himayedarsecret", "himayedarsecrit", "koruyucu aile", '"foster care"', "-aile", "aylə", "")


@pytest.mark.parametrize(
    "gone", [("foster-az",), ("foster-az", "foster-ru"), ("unknown",), tuple(d.group for d in ALL)]
)
def test_what_is_withheld_is_as_if_it_had_been_dropped(index: SearchIndex, gone: tuple[str, ...]) -> None:
    """I2. Hits, counts, order, suggestions, completions: the answer of an index that never held it."""
    fill(index, ALL[:2])
    fill(index, [*ALL[2:], PRIVATE], stamp=2)
    never = MemoryIndex()
    never.apply([*(Put(one) for one in (*ALL, PRIVATE)), *(Drop(one) for one in gone)], 1)
    asked = Withholding(index, lambda stamp: frozenset(gone) if stamp == index.stamp() else frozenset())
    for reader in (PUBLIC, MEMBER):
        for typed in TYPED:
            query = SearchQuery(typed, reader, concepts=(FOSTER_CARE,))
            assert asked.search(query) == never.search(query), typed
            assert asked.complete(typed, reader) == never.complete(typed, reader), typed


def test_nothing_is_kept_of_an_answer_that_withheld(index: SearchIndex) -> None:
    fill(index)
    query = SearchQuery("himayədar", PUBLIC)
    waiting: list[frozenset[str]] = [frozenset(), frozenset({"foster-az"}), frozenset()]
    asked = Withholding(index, lambda _: waiting.pop())
    assert [asked.search(query).total for _ in range(3)] == [1, 0, 1]


def _row(session: Session, job: Job, *, done: bool = False, failed: bool = False) -> OutboxRow:
    row = session.get_one(OutboxRow, enqueue(session, job, now=START))
    row.done_at = START + timedelta(seconds=1) if done else None
    row.failed_at = START + timedelta(hours=9) if failed else None
    session.flush()
    return row


def test_which_practices_wait(session: Session) -> None:
    """I4. The rows of one practice, oldest first: done before the stamp, done after it, waiting, given up."""
    one = index_job(new_id())
    group = frozenset({str(one.payload["practice_id"])})
    assert stale_groups(session, 0) == frozenset()
    done = _row(session, one, done=True)
    assert stale_groups(session, done.number) == frozenset()
    assert stale_groups(session, done.number - 1) == group, "a rebuild put an older index in its place"
    waiting = _row(session, one)
    assert stale_groups(session, done.number) == group
    waiting.failed_at = START
    session.flush()
    assert stale_groups(session, done.number) == group, "given up: the index still says the old"
    added = _row(session, index_job(UUID(str(one.payload["practice_id"])), added="discussion:1"), done=True)
    assert stale_groups(session, added.number) == group, "of the practice nothing was written anew"
    later = _row(session, one, done=True)
    assert stale_groups(session, later.number) == frozenset(), "written anew since"
    assert stale_groups(session, done.number) == group


def test_only_what_takes_nothing_may_be_shown_meanwhile(session: Session) -> None:
    practice, other = new_id(), new_id()
    _row(session, index_job(practice, only_adds=True))
    _row(session, Job("mail.send", f"practice:{other}", {"practice_id": str(other)}))
    assert stale_groups(session, 0) == frozenset()
    _row(session, index_job(practice))
    assert stale_groups(session, 0) == frozenset({str(practice)})
