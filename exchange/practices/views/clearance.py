"""The clearing officer's page: what changed, what to look at, who will read it, who had it when."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.accounts.queries import PostView, ministries_by_id, post_views
from exchange.kernel.persons import spots
from exchange.kernel.when import when_text
from exchange.practices import policies
from exchange.practices.models import Practice, PracticeState, Revision, RevisionState, Stage, TextState, Visibility
from exchange.practices.queries import checked_by, load_for_desk
from exchange.practices.service import PracticeDraft
from exchange.practices.service.filling import draft_of
from exchange.practices.views.changes import Change, changes, everything
from exchange.practices.views.looked import words_that_leave
from exchange.practices.views.questions import Asked, Step, asked_facts, threads, who_has_it
from exchange.practices.views.words import section_title
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader

LogRow = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Clearance:
    """Everything of the page but the form."""

    practice: Practice
    revision: Revision
    draft: PracticeDraft
    before: int | None  # the version that readers see until the decision
    changes: tuple[Change, ...]
    shown: tuple[Change, ...]  # the changes alone, or every field
    is_whole: bool
    checked: frozenset[str]  # keys of fields that the reader has looked at, as they stand
    checks: tuple[tuple[str, bool], ...]
    readers: tuple[tuple[str, str], ...]
    log: tuple[LogRow, ...]
    may_decide: bool
    is_editor: bool  # the ministry has cleared it; the reader looks at it as its editor
    may_take_back: bool
    may_set_rule: bool
    steps: tuple[Step, ...]
    threads: dict[str, tuple[Asked, ...]]  # by field
    words: tuple[str, ...]  # of the text and of its files


def clearance(slug: str, *, is_whole: bool = False) -> Clearance:
    """The newest text of a practice as its clearing officers see it; `is_whole`: with the fields that did not change.

    Raises:
        NotFoundError: alike for absent and not the actor's to see.
    """
    practice = load_for_desk(reading(), actor=current_actor(), slug=slug)
    revision = practice.revisions[-1]
    draft = draft_of(revision, practice.country)
    before = _cleared_before(practice, revision)
    old = draft_of(before, practice.country) if before else None
    changed = changes(old, draft)
    shown = everything(old, draft) if is_whole else changed
    words = words_that_leave(draft, revision)
    return Clearance(
        practice=practice,
        revision=revision,
        draft=draft,
        before=before.number if before else None,
        changes=changed,
        shown=shown,
        is_whole=is_whole,
        checked=_checked(revision, shown),
        checks=_checks(draft, words),
        readers=_readers(draft),
        log=history_log(practice),
        may_decide=policies.can_decide(current_actor(), practice, revision),
        is_editor=revision.stage is Stage.WITH_EDITOR,
        may_take_back=policies.can_edit(current_actor(), practice),
        may_set_rule=policies.can_set_rule(current_actor(), practice.ministry_id),
        steps=who_has_it(practice, revision),
        threads=threads(revision),
        words=words,
    )


def _checked(revision: Revision, shown: Iterable[Change]) -> frozenset[str]:
    known = checked_by(reading(), revision.id, current_actor().person_id)
    return frozenset(change.key for change in shown if known.get(change.key) == change.mark)


def _cleared_before(practice: Practice, revision: Revision) -> Revision | None:
    return next(
        (one for one in practice.revisions if one.id == practice.published_revision_id and one is not revision), None
    )


def _checks(draft: PracticeDraft, words: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    unsourced = [row for row in draft.rows.results if row.value is not None and not (row.source and row.stated_by)]
    behind = [text for text in draft.texts if text.state is TextState.BEHIND]
    rows = [
        (_("Every figure has a source and says who stated it"), not unsourced),
        (_("A post is named that answers questions"), bool(draft.contact_role)),
    ]
    found = spots(*words)
    rows.append(
        (_("This looks like the data of a person: %(words)s", words="; ".join(spot.excerpt for spot in found)), False)
        if found
        else (_("Nothing has the form of a person’s data"), True)
    )
    if len(draft.texts) > 1:
        words = ngettext(
            "%(num)s language version is behind the official text",
            "%(num)s language versions are behind the official text",
            len(behind),
        )
        rows.append((words, False) if behind else (_("All language versions are up to date"), True))
    return tuple(rows)


def _readers(draft: PracticeDraft) -> tuple[tuple[str, str], ...]:
    circle = draft.visibility or Visibility.MINISTRY
    rows = [(_("The practice"), _(circle.label))]
    if circle is Visibility.PARTNERS:
        named = ministries_by_id(reading(), draft.partners)
        language = current_reader().language.value
        rows += [(one.country_name(language), one.short_name(language)) for one in named.values()]
    rows += [(section_title(section), _(narrow.label)) for section, narrow in draft.field_visibility.items()]
    rows += [(_("What it costs"), _(draft.costs_circle.label))] if draft.costs_circle else []
    return tuple(rows)


def history_log(practice: Practice) -> tuple[LogRow, ...]:
    """Who had the text when, newest first: posts, not people."""
    people = {one for rev in practice.revisions for one in (rev.written_by, rev.sent_by, rev.cleared_by) if one}
    posts = post_views(reading(), people)
    facts = []
    for revision in practice.revisions:
        facts += _facts_of(revision, posts)
    facts += asked_facts(practice)
    if practice.archived_at:
        words = _("Archived. %(reason)s", reason=practice.archived_reason or _("Nobody confirmed it for a year."))
        facts.append((practice.archived_at, words))
    if practice.withdrawn_at:
        facts.append((practice.withdrawn_at, _("Withdrawn. %(reason)s", reason=practice.withdrawn_reason or "")))
    reader = current_reader()
    ordered = [*sorted(facts, key=lambda fact: fact[0])][::-1]  # of one minute: what came last stands first
    return tuple((when_text(at, reader.place, reader.language.value), "", "", "", words) for at, words in ordered)


@dataclass(frozen=True)
class VersionLine:
    """One text of a practice in its history."""

    number: int
    said: str  # where it stands, and who opens it by its number
    is_cleared: bool
    may_close: bool


def versions_of(practice: Practice) -> tuple[VersionLine, ...]:
    """Every text, newest first. Needs everything of the desk loaded."""
    may_close = policies.can_withdraw(current_actor(), practice)
    return tuple(_version_line(practice, revision, may_close=may_close) for revision in reversed(practice.revisions))


def _version_line(practice: Practice, revision: Revision, *, may_close: bool) -> VersionLine:
    if revision.state is not RevisionState.CLEARED:
        return VersionLine(revision.number, _(revision.stage.label), is_cleared=False, may_close=False)
    is_newest, last = revision.id == practice.published_revision_id, revision.last_circle_of()
    if is_newest:
        said = _("The published text")
    elif last is None or practice.state is not PracticeState.PUBLISHED:
        said = _("Opened by your ministry’s desk only")
    else:
        circle = min(last, practice.visibility, key=lambda one: one.width)
        said = _("Still opened by its number: %(readers)s", readers=_(circle.label))
    return VersionLine(
        revision.number, said, is_cleared=True, may_close=may_close and not is_newest and last is not None
    )


def _facts_of(revision: Revision, posts: dict[UUID, PostView]) -> list[tuple]:  # type: ignore[type-arg]
    number = revision.number
    facts = [
        (
            revision.saved_at,
            _("%(post)s saved version %(number)s", post=_post(posts, revision.written_by), number=number),
        )
    ]
    if revision.sent_at:
        words = _("%(post)s sent version %(number)s for clearance", post=_post(posts, revision.sent_by), number=number)
        facts.append((revision.sent_at, words))
    if revision.state is RevisionState.SENT_BACK and revision.remark:
        facts.append(
            (
                revision.sent_at or revision.saved_at,
                _("Version %(number)s was sent back. %(remark)s", number=number, remark=revision.remark),
            )
        )
    if revision.state is RevisionState.REFUSED:
        words = _("Version %(number)s was refused. %(reason)s", number=number, reason=revision.remark or "")
        facts.append((revision.sent_at or revision.saved_at, words))
    if revision.cleared_at:
        words = _(
            "%(post)s cleared version %(number)s, document %(document)s",
            post=_post(posts, revision.cleared_by),
            number=number,
            document=revision.document_number or _("without a number"),
        )
        facts.append((revision.cleared_at, words))
    return facts


def _post(posts: dict[UUID, PostView], person_id: UUID | None) -> str:
    post = posts.get(person_id) if person_id else None
    return post.post.text_for(current_reader().language.value) if post else _("The exchange")
