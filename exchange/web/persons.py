"""A form that asks once more when its text looks as if it held the data of a person: a warning, never a refusal."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField

from exchange.kernel.persons import Spot, spots


class PersonsSeen(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The box that sends the text all the same. `ui.hidden` draws it, with what was found, inside every form."""

    persons_seen = BooleanField(_l("I have looked: it may be read like this"), id="persons-seen")
    found_persons: tuple[Spot, ...] = ()

    def ask_about(self, *texts: str | None) -> bool:
        """Whether the texts may go: nothing was found in them, or somebody says that it was looked at."""
        self.found_persons = spots(*texts)
        if not self.found_persons or self.persons_seen.data:
            return True
        self.persons_seen.errors = [
            _("This looks like the data of a person. Take it out, or say that you have looked.")
        ]
        return False


class AsksAboutPersons(PersonsSeen):
    """Asks about the fields named in `watched`, beside its other rules."""

    watched: ClassVar[tuple[str, ...]] = ("text",)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether every rule holds and nothing is left to ask."""
        is_valid = super().validate(*args, **kwargs)
        return self.ask_about(*(self[name].data for name in self.watched)) and is_valid
