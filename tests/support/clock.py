"""A clock that a test moves."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 10, 7, 20, tzinfo=UTC)


class FixedClock:
    """Stands at 10 March 2026, 11:20 in Baku, until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def reset(self) -> None:
        self.now = START

    def advance(self, **parts: float) -> datetime:
        self.now += timedelta(**parts)
        return self.now
