"""What a use case may refuse, as types; the web turns each into a page in the reader's language."""

from collections.abc import Mapping

from exchange.kernel.messages import Message


class KernelError(Exception):
    """A refusal with a sentence that tells the person what to do next."""

    def __init__(self, message: Message | str = "") -> None:
        self.message = message if isinstance(message, Message) else Message(message)
        super().__init__(str(self.message))


class NotFoundError(KernelError):
    """No such thing, or the actor may not know that it exists: both look alike (trust.md I3)."""


class RefusedError(KernelError):
    """The actor sees the thing but may not do this to it."""


class ConflictError(KernelError):
    """Someone else was first; what the person typed is kept by the page that shows this."""


class InvalidError(KernelError):
    """Input that cannot be accepted: one sentence per field."""

    def __init__(self, fields: Mapping[str, Message | str]) -> None:
        self.fields = {name: text if isinstance(text, Message) else Message(text) for name, text in fields.items()}
        super().__init__(next(iter(self.fields.values()), Message("")))


class UnavailableError(KernelError):
    """A part that this needs does not answer just now; trying again later is right."""
