"""Would it fit the reader's country: the panel's words."""

from dataclasses import dataclass

from exchange.kernel.countries import country_name
from exchange.practices import policies
from exchange.practices.queries import PracticePage
from exchange.practices.views.lines import term
from exchange.vocabulary.models import TermList
from exchange.web.actor import current_actor
from exchange.web.reader import current_reader
from exchange.web.shell import current_account


@dataclass(frozen=True)
class FitShown:
    """Numbers and conditions in the reader's words."""

    country: str
    done: int
    total: int
    partly: str
    missing: str
    unknown: str
    is_written: bool  # whether the ministry has said anything about these conditions
    may_write: bool


def fit_shown(page: PracticePage) -> FitShown | None:
    """None for a visitor, for one's own practice, and where no condition is essential."""
    fit, account = page.fit, current_account()
    if fit is None or account is None:
        return None
    actor = current_actor()
    return FitShown(
        country=country_name(account.country, current_reader().language.value),
        done=len(fit.in_place),
        total=fit.total,
        partly=_said(fit.partly),
        missing=_said(fit.missing),
        unknown=_said(fit.unknown),
        is_written=len(fit.unknown) < fit.total,
        may_write=policies.can_create(actor, actor.ministry_id),
    )


def _said(keys: tuple[str, ...]) -> str:
    return "; ".join(term(TermList.PRECONDITION, key) for key in keys)
