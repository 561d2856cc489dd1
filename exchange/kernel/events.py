"""Facts in the past tense, told to their subscribers inside the transaction that made them true."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

_BUS = "exchange.events"


class Event:
    """Base of all facts; each is a frozen dataclass named in the past tense."""


SomeEvent = TypeVar("SomeEvent", bound=Event)
Subscriber = Callable[[Session, Any], None]


class EventBus:
    """Who listens to which fact. Built once by the composition root, carried by every session."""

    def __init__(self) -> None:
        self._subscribers: defaultdict[type[Event], list[Subscriber]] = defaultdict(list)

    def subscribe(self, kind: type[SomeEvent], subscriber: Callable[[Session, SomeEvent], None]) -> None:
        """Call `subscriber(session, event)` for each such event, in the order of subscription."""
        self._subscribers[kind].append(subscriber)

    def publish(self, session: Session, event: Event) -> None:
        """Tell everyone; an error undoes the whole transaction, the fact with it."""
        for subscriber in self._subscribers[type(event)]:
            subscriber(session, event)


def attach_bus(session: Session, bus: EventBus) -> None:
    """Let `emit` find the bus from the session."""
    session.info[_BUS] = bus


def emit(session: Session, event: Event) -> None:
    """State a fact: its subscribers write their rows in this same transaction."""
    bus: EventBus | None = session.info.get(_BUS)
    if bus is not None:
        session.flush()
        bus.publish(session, event)
