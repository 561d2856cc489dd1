"""Fixtures of the meetings tests."""

import pytest
from sqlalchemy.orm import Session

from tests.factories.meetings import Talk, make_talk
from tests.meetings.mailed import Take, taking


@pytest.fixture
def talk(session: Session) -> Talk:
    return make_talk(session)


@pytest.fixture
def take(session: Session) -> Take:
    return taking(session)
