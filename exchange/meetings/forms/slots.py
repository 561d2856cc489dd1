"""A field for several times, typed on the reader's clock: no script needed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from exchange.kernel.when import Place
from exchange.meetings.forms.local_times import WrongTimeError, instant_of, typed_text
from exchange.web.errors import said

ROWS = 5


class SlotsField(Field):
    """One to five times of the same name, typed on the clock of `place`. Empty rows count as nothing."""

    place: Place = Place("UTC", "UTC")
    boxed: frozenset[datetime] = frozenset()  # instants that the page shows as boxes

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep what was typed, row by row."""
        self.data = [text.strip() for text in valuelist]

    @property
    def rows(self) -> list[str]:
        """What the rows show: at least five; a time with an offset of its own is shown on the clock of the place."""
        typed = [self._shown(text) for text in self.data or [] if self._instant(text) not in self.boxed]
        typed = list(dict.fromkeys(text for text in typed if text))
        return typed + [""] * max(0, ROWS - len(typed))

    @property
    def starts(self) -> tuple[datetime, ...]:
        """The instants of the rows that can be read."""
        return tuple(instant for text in self.data or [] if text and (instant := self._instant(text)))

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Name the first row that is no time."""
        for text in self.data or []:
            if text:
                self._check(text)

    def _check(self, text: str) -> None:
        try:
            instant_of(text, self.place)
        except WrongTimeError as error:
            raise ValidationError(said(error.message)) from error

    def _instant(self, text: str) -> datetime | None:
        try:
            return instant_of(text, self.place)
        except WrongTimeError:
            return None

    def _shown(self, text: str) -> str:
        instant = self._instant(text) if text else None
        return typed_text(instant, self.place) if instant else text
