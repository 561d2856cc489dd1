"""What every form of a command carries."""

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.widgets import HiddenInput

from exchange.kernel.ids import new_id
from exchange.web.fields import WholeNumberField


def _fresh_key() -> str:
    return str(new_id())


class KeyedForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that is acted on once: it carries its own key and the version that it was made from."""

    key = HiddenField(default=_fresh_key)
    version = WholeNumberField(widget=HiddenInput(), default=0)

    @property
    def seen_version(self) -> int:
        """The version; 0, which nothing has, when it was taken out of the form."""
        return self.version.data or 0

    def look_again(self, version: int) -> None:
        """Carry the version that the page shows now, not the one that was sent."""
        self.version.data, self.version.raw_data = version, None
