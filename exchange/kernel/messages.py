"""Sentences for people, kept in English until the reader's language is known."""

from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "collect this, translate it later"
    """Mark a text for the catalogues; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Message:
    """One sentence with its values: `Message(N_("Saved at %(time)s."), {"time": "11:19"})`."""

    text: str
    values: dict[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text
