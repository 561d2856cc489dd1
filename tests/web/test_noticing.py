"""What pages notice is written later; while the database is away it is kept."""

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from exchange.web.noticing import Noticed, Things


class Written:
    """A database that is away as often as one says."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.things: list[Things] = []

    def __call__(self, things: Things) -> None:
        if self.faults:
            raise self.faults.pop()
        self.things.append(things)


def test_what_was_noticed_waits_for_the_database() -> None:
    written = Written(OperationalError("", {}, Exception("gone")))
    noticed = Noticed(waits=False, writers={frozenset({"read"}): written})
    noticed.add("read", 1)
    noticed.flush()
    noticed.add("read", 2)
    noticed.flush()
    assert written.things == [frozenset({("read", 1), ("read", 2)})]


def test_what_no_waiting_helps_is_said() -> None:
    noticed = Noticed(waits=False, writers={frozenset({"read"}): Written(IntegrityError("", {}, Exception()))})
    noticed.add("read", 1)
    with pytest.raises(IntegrityError):
        noticed.flush()
    assert not noticed.things
