"""What the composition root hands to every capability's `wiring.register(app, deps)`."""

from dataclasses import dataclass, field

from exchange.jobs.registry import Jobs
from exchange.kernel.clock import Clock, utc_now
from exchange.kernel.events import EventBus
from exchange.kernel.settings import Settings


@dataclass(frozen=True)
class Deps:
    """Settings, the clock, who listens to what, and who does which job."""

    settings: Settings
    clock: Clock = utc_now
    bus: EventBus = field(default_factory=EventBus)
    jobs: Jobs = field(default_factory=Jobs)
