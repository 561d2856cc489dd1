"""Facts → notices about minutes and commitments. Pure, as `composers`."""

from datetime import date

from exchange.kernel.messages import N_
from exchange.kernel.when import date_text
from exchange.meetings.mail.composers import Where, notice
from exchange.meetings.mail.facts import Facts
from exchange.meetings.models import Commitment, CommitmentState, Minutes
from exchange.notifications.service import Notice


def submitted(facts: Facts, minutes: Minutes) -> Notice:
    """To both sides."""
    lines = (
        facts.say(N_("Version %(number)s of the minutes waits for the approval of both sides."), number=minutes.number),
    )
    subject = facts.say(N_("Minutes to approve: %(title)s"), title=facts.title)
    return _minutes(facts, "meeting.minutes_submitted", subject, lines, f"minutes:{minutes.number}")


def remarked(facts: Facts, mark: str) -> Notice:
    """To the other side."""
    lines = (facts.say(N_("%(ministry)s wrote a remark beside a paragraph of the minutes."), ministry=_other(facts)),)
    subject = facts.say(N_("A remark on the minutes: %(title)s"), title=facts.title)
    return _minutes(facts, "meeting.minutes_remarked", subject, lines, mark)


def approved(facts: Facts, minutes: Minutes) -> Notice:
    """To the other side."""
    lines = (
        facts.say(
            N_("%(ministry)s approved version %(number)s of the minutes. Your approval makes it final."),
            ministry=_other(facts),
            number=minutes.number,
        ),
    )
    subject = facts.say(N_("%(country)s approved the minutes: %(title)s"), country=_country(facts), title=facts.title)
    return _minutes(facts, "meeting.minutes_approved", subject, lines, f"approved:{minutes.number}")


def frozen(facts: Facts, minutes: Minutes) -> Notice:
    """To both sides, with the seal: a copy on paper can be compared by it."""
    lines = (
        facts.say(N_("Both ministries approved version %(number)s of the minutes."), number=minutes.number),
        facts.say(N_("The text cannot change any more. Its seal: %(seal)s"), seal=minutes.seal or ""),
    )
    subject = facts.say(N_("The minutes are final: %(title)s"), title=facts.title)
    return _minutes(facts, "meeting.minutes_frozen", subject, lines, "frozen")


def addendum_proposed(facts: Facts, mark: str) -> Notice:
    """To the other side."""
    lines = (facts.say(N_("%(ministry)s would like to add to the approved minutes."), ministry=_other(facts)),)
    subject = facts.say(N_("An addendum to the minutes is proposed: %(title)s"), title=facts.title)
    return _minutes(facts, "meeting.addendum_proposed", subject, lines, mark)


def addendum_accepted(facts: Facts, mark: str) -> Notice:
    """To both sides."""
    lines = (facts.say(N_("The addendum is now part of the record.")),)
    subject = facts.say(N_("The minutes have an addendum: %(title)s"), title=facts.title)
    return _minutes(facts, "meeting.addendum_accepted", subject, lines, mark)


def commitment_proposed(facts: Facts, commitment: Commitment) -> Notice:
    """To the ministry that would do it."""
    lines = (
        commitment.what,
        _due(facts, commitment.due_on),
        facts.say(N_("Your ministry accepts it, or drops it with a reason.")),
    )
    subject = facts.say(N_("A commitment is proposed to your ministry: %(title)s"), title=facts.title)
    return _commitment(facts, "commitment.proposed", subject, lines, commitment)


def commitment_moved(facts: Facts, commitment: Commitment) -> Notice:
    """To the other ministry."""
    subject = facts.say(_MOVED[commitment.state], country=_country(facts), title=facts.title)
    lines = (commitment.what, commitment.effect, _due(facts, commitment.due_on) if commitment.state.is_open else "")
    return _commitment(facts, "commitment.moved", subject, lines, commitment)


_MOVED = {
    CommitmentState.PROPOSED: N_("%(country)s proposed a commitment: %(title)s"),
    CommitmentState.ACCEPTED: N_("%(country)s accepted a commitment: %(title)s"),
    CommitmentState.IN_PROGRESS: N_("%(country)s is working on a commitment: %(title)s"),
    CommitmentState.DONE: N_("%(country)s has done what it promised: %(title)s"),
    CommitmentState.DROPPED: N_("%(country)s dropped a commitment: %(title)s"),
}


def commitment_due(facts: Facts, commitment: Commitment, *, overdue: bool) -> Notice:
    """To the ministry that does it."""
    text = N_("A commitment of your ministry is overdue: %(title)s") if overdue else _SOON
    subject = facts.say(text, title=facts.title)
    lines = (commitment.what, _due(facts, commitment.due_on))
    kind = "commitment.overdue" if overdue else "commitment.due"
    return _commitment(facts, kind, subject, lines, commitment)


_SOON = N_("A commitment of your ministry is due soon: %(title)s")


def _due(facts: Facts, day: date) -> str:
    return facts.say(N_("Due: %(day)s"), day=date_text(day, facts.person.language))


def _minutes(facts: Facts, kind: str, subject: str, lines: tuple[str, ...], mark: str) -> Notice:
    return notice(facts, kind, subject, lines, facts.say(N_("Read the minutes")), where=Where(mark=mark))


def _commitment(facts: Facts, kind: str, subject: str, lines: tuple[str, ...], commitment: Commitment) -> Notice:
    where = Where("/commitments/", mark=f"{commitment.id}:{commitment.version}")
    return notice(facts, kind, subject, lines, facts.say(N_("See the commitments")), where=where)


def _other(facts: Facts) -> str:
    return facts.other.organisation


def _country(facts: Facts) -> str:
    return facts.other.country
