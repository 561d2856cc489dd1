"""Who may change the shared words."""

from exchange.kernel.actor import Actor


def can_edit_bank(actor: Actor) -> bool:
    """Those who run the platform: the words belong to no ministry."""
    return actor.runs_platform
