"""A part of `python -m tests.trust.twins`: the first pages that others reach are the same bytes (trust.md I1, I2)."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.databases import ON_POSTGRES
from tests.trust.twins.crawl import crawl
from tests.trust.twins.demonstration import prepared, shut, worlds
from tests.trust.twins.links import TYPED
from tests.trust.twins.readers import PAIRS, Reader

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ON_POSTGRES, reason="the copies are made of SQLite files"),
]
ADDRESSES = 130  # what is typed, and the first that are reached
PARTNER = Reader("official@tr.example")


def test_pages_of_the_demonstration_are_the_same_with_and_without_private_things(tmp_path: Path) -> None:
    prepared(tmp_path / "made")
    readers = (Reader(None, "en"), Reader("official@kz.example"), PARTNER)
    apps, seats = worlds(tmp_path / "made", tmp_path, [replace(PAIRS[0], strangers=readers)])
    assert len(list(crawl(seats, ADDRESSES))) == ADDRESSES
    for seat in seats:
        assert seat.asked > len(TYPED)
        assert bool(seat.differing) is (seat.reader == PARTNER), seat.differing  # the partner sees what is there
    for app in apps:
        shut(app)
