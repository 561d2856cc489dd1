"""A part of `python -m tests.trust.twins`: the first pages that others reach are the same bytes (trust.md I1, I2)."""

from pathlib import Path

import pytest

from tests.support.databases import ON_POSTGRES
from tests.trust.twins.crawl import compare
from tests.trust.twins.demonstration import copied, prepared, settle, shut, writing
from tests.trust.twins.private import add_private_things

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ON_POSTGRES, reason="the copies are made of SQLite files"),
]
EACH = 30  # addresses of each reader


def test_pages_of_the_demonstration_are_the_same_with_and_without_private_things(tmp_path: Path) -> None:
    prepared(tmp_path / "made")
    one, other = copied(tmp_path / "made", tmp_path / "one"), copied(tmp_path / "made", tmp_path / "other")
    settle(one)
    with writing(other) as session:
        add_private_things(session)
    for reader in (None, "official@kz.example"):
        found = compare(one, other, reader, EACH)
        assert found.differing == []
        assert found.addresses == EACH
    assert compare(one, other, "official@tr.example", EACH).differing, "the partner sees what is there"
    shut(one)
    shut(other)
