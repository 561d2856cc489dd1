"""The chain at the top of a dossier: what stands at each link in counts, with the entry that the link rests on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.kernel.moments import full_date
from exchange.kernel.when import date_text
from exchange.relations.models import ChainLink, CommitmentState
from exchange.relations.queries import Dossier, EventView, LinkView, chain_of
from exchange.relations.views.rows import ChainRow, chain_rows
from exchange.web.reader import current_reader

Words = tuple[str, str]  # what the link is called, and when


def counted_rows(dossier: Dossier, today: date) -> tuple[ChainRow, ...]:
    """As `chain_rows`; a link with several entries says how many. `today`: in the reader's city."""
    rows = chain_rows(dossier, dossier.sides)
    return tuple(_counted(row, link, dossier, today) for row, link in zip(rows, chain_of(dossier), strict=True))


def _counted(row: ChainRow, link: LinkView, dossier: Dossier, today: date) -> ChainRow:
    entries = [event for event in dossier.events if event.kind.link is link.link]
    ahead = [event for event in entries if event.happened_on >= today]
    is_now = link.link is ChainLink.MEETING and bool(ahead)
    if link.event is None or (len(entries) < 2 and link.link is not ChainLink.ADOPTION):  # noqa: PLR2004 - one needs no count
        return replace(row, state="now") if is_now else row
    title, when = _WORDS[link.link](entries, link.event, today)
    return replace(row, title=title, when=when or row.when, state="now" if is_now else row.state)


def _practices(entries: Sequence[EventView], event: EventView, today: date) -> Words:  # noqa: ARG001 - every link is told alike
    return ngettext("%(num)s practice", "%(num)s practices", len(entries)), ""


def _questions(entries: Sequence[EventView], event: EventView, today: date) -> Words:  # noqa: ARG001 - see above
    return ngettext("%(num)s question", "%(num)s questions", len(entries)), _last(entries)


def _meetings(entries: Sequence[EventView], event: EventView, today: date) -> Words:  # noqa: ARG001 - see above
    ahead = [one for one in entries if one.happened_on >= today]
    when = _("Next: %(date)s", date=_day(ahead[0])) if ahead else _last(entries)
    return ngettext("%(num)s meeting", "%(num)s meetings", len(entries)), when


def _commitments(entries: Sequence[EventView], event: EventView, today: date) -> Words:  # noqa: ARG001 - see above
    done = sum(one.commitment_state is CommitmentState.DONE for one in entries)
    still_open = [one for one in entries if one.commitment_state and one.commitment_state.is_open]
    over = sum(one.due_on is not None and one.due_on < today for one in still_open)
    parts = [
        words
        for number, words in (
            (done, _("%(number)s done", number=done)),
            (len(still_open) - over, _("%(number)s in progress", number=len(still_open) - over)),
            (over, _("%(number)s overdue", number=over)),
        )
        if number
    ]
    return ngettext("%(num)s commitment", "%(num)s commitments", len(entries)), ", ".join(parts) or _last(entries)


def _adoption(entries: Sequence[EventView], event: EventView, today: date) -> Words:  # noqa: ARG001 - see above
    since = _("Since %(date)s", date=_day(event))
    words = _("%(date)s, sample", date=since) if event.is_sample else since
    return (_(event.stage.label) if event.stage else _(ChainLink.ADOPTION.label)), words


def _results(entries: Sequence[EventView], event: EventView, today: date) -> Words:  # noqa: ARG001 - see above
    return ngettext("%(num)s result", "%(num)s results", len(entries)), _last([event])


def _last(entries: Sequence[EventView]) -> str:
    return str(_("Last: %(date)s", date=_day(entries[-1])))


def _day(event: EventView) -> str:
    if event.moment.until is None:
        return full_date(event.moment, current_reader().language)
    return date_text(event.moment.until, current_reader().language)


_WORDS: dict[ChainLink, Callable[[Sequence[EventView], EventView, date], Words]] = {
    ChainLink.PRACTICE: _practices,
    ChainLink.QUESTION: _questions,
    ChainLink.MEETING: _meetings,
    ChainLink.COMMITMENT: _commitments,
    ChainLink.ADOPTION: _adoption,
    ChainLink.RESULT: _results,
}
