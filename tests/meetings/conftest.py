"""Fixtures of the meetings tests."""

import pytest
from sqlalchemy.orm import Session

from tests.factories.meetings import Talk, make_talk


@pytest.fixture
def talk(session: Session) -> Talk:
    return make_talk(session)
