"""Which handler does which job, and what recurs by the clock. Filled by each capability's wiring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exchange.jobs.runner import MOST_ATTEMPTS, Faults, Handler, Task


@dataclass(frozen=True)
class Recurring:
    """Work that is due every so many minutes."""

    name: str
    minutes: int
    run: Callable[[], None]


class Jobs:
    """Handlers by job name, and the recurring work."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.recurring: list[Recurring] = []
        self.starting: list[Recurring] = []

    def handle(
        self,
        name: str,
        run: Callable[[Sequence[Task]], Faults | None],
        *,
        batch: int = 1,
        most_attempts: int = MOST_ATTEMPTS,
    ) -> None:
        """Let `run` do the jobs of this name, up to `batch` rows at once, each at most so many times."""
        self.handlers[name] = Handler(run, batch, most_attempts)

    def at_start(self, name: str, run: Callable[[], None]) -> None:
        """Let `run` be called once when a worker begins."""
        self.starting.append(Recurring(name, 0, run))

    def every(self, minutes: int, name: str, run: Callable[[], None]) -> None:
        """Let `run` be called every `minutes`."""
        self.recurring.append(Recurring(name, minutes, run))
