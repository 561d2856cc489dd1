"""How a pause after too many attempts is said."""

from flask_babel import gettext as _

from exchange.accounts.service.signing_in import Pause
from exchange.kernel.when import clock_text
from exchange.web.reader import current_reader


def pause_text(pause: Pause) -> str:
    """Until when there is a pause, on the reader's clock."""
    reader = current_reader()
    ends = clock_text(pause.ends_at, reader.place, reader.language)
    text = _(
        "There were too many attempts. You can try again after %(time)s %(city)s.", time=ends, city=reader.place.city
    )
    return str(text)
