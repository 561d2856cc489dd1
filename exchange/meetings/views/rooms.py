"""The rooms that pairs of ministries meet in, for whoever runs the platform."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import InvalidError
from exchange.meetings import service
from exchange.meetings.forms.rooms import PairForm
from exchange.meetings.models import RoomKind
from exchange.meetings.queries.rooms import chosen_rooms, every_ministry
from exchange.meetings.rooms.configured import first_of, rooms_of
from exchange.web.access import platform_administrator
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

bp = Blueprint("rooms", __name__, url_prefix="/admin/rooms")
UNPROCESSABLE = 422


@bp.get("")
@platform_administrator
def index() -> str:
    """What was chosen, and the form for two more."""
    form = PairForm(formdata=None)
    return _page(form)


@bp.post("")
@platform_administrator
def choose() -> Response | tuple[str, int]:
    """Choose a room for two ministries; with `act=forget`, leave it to their organizers again."""
    form = PairForm()
    _put_choices(form)
    if not form.validate_on_submit() or not _is_kept(form):
        return _page(form), UNPROCESSABLE
    return redirect(url_for(".index"), code=303)


def _is_kept(form: PairForm) -> bool:
    order = {"actor": current_actor(), "now": current_app.config["CLOCK"]()}
    pair = UUID(form.one.data), UUID(form.other.data)
    try:
        with transaction() as session:
            if request.form.get("act") == "forget":
                service.forget_room(session, pair=pair, **order)
                flash(_("Their organizers choose the room again."), "success")
            else:
                offered = rooms_of(current_app.config["EXCHANGE"])
                service.choose_room(session, pair=pair, kind=RoomKind(form.kind.data), offered=offered, **order)
                flash(_("Saved. It applies from the next meeting that is scheduled."), "success")
    except InvalidError as error:
        add_faults(form, error)
    return not form.errors


def _put_choices(form: PairForm) -> None:
    language, settings = current_reader().language.value, current_app.config["EXCHANGE"]
    known = every_ministry(reading(), language)
    kinds = first_of([RoomKind.PASTED, *rooms_of(settings)], settings)
    form.put_choices(
        [(str(one.id), f"{one.country_name(language)}: {one.short_name(language)}") for one in known],
        [(kind.value, _(kind.label)) for kind in kinds],
    )


def _page(form: PairForm) -> str:
    _put_choices(form)
    settings, language = current_app.config["EXCHANGE"], current_reader().language.value
    return render_template(
        "meetings/rooms.html",
        form=form,
        rows=chosen_rooms(reading(), language),
        servers={RoomKind.JITSI: settings.rooms_jitsi_host, RoomKind.BIGBLUEBUTTON: settings.rooms_bbb_url},
        default=RoomKind(settings.rooms_default),
        language=language,
    )
