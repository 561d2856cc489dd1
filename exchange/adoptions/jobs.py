"""What recurs: the question after 6, 12 and 24 months."""

from exchange.adoptions.service import ask_for_news
from exchange.kernel.clock import Clock
from exchange.web.db import transaction


def prompt(clock: Clock) -> int:
    """Ask every ministry whose term has come; how many were asked."""
    with transaction() as session:
        return ask_for_news(session, now=clock())
