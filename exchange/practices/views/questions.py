"""Questions about fields with their answers, and who has the text since when: posts, never names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from exchange.accounts.queries import PostView, people_with, post_views
from exchange.kernel.actor import Role
from exchange.kernel.when import when_text
from exchange.practices.models import Practice, Revision, Stage
from exchange.practices.queries import RemarkView, remarks_of, rule_of
from exchange.web.db import reading
from exchange.web.reader import current_reader

ASK, ANSWER = "ask-", "answer-"
Step = tuple[str, str, str]  # words, who and since when, done | now | next
_FIELDS = {  # where a part of the comparison stands in the editor, when not under its own name
    "results": "rows-results",
    "objectives": "objectives",
    "steps": "rows-steps",
    "partners": "rows-partners",
    "legal_acts": "rows-legal_acts",
    "costs": "rows-costs",
    "files": "rows-files",
    "sources": "rows-sources",
    "adapt": "adapt_keep",
    "digital": "registries",
    "notes": "cost_note",
    "age_bands": "age_band",
    "based_on_slugs": "based_on",
    "circles": "visibility",
}


@dataclass(frozen=True)
class Asked:
    """A question as a page shows it."""

    id: UUID
    part: str
    anchor: str  # of the field in the editor
    text: str
    asked: str  # who and when
    answer: str
    answered: str


def threads(revision: Revision) -> dict[str, tuple[Asked, ...]]:
    """The questions about a text by field, oldest first."""
    found: dict[str, tuple[Asked, ...]] = {}
    for one in questions_of(revision):
        found[one.part] = (*found.get(one.part, ()), one)
    return found


def questions_of(revision: Revision) -> tuple[Asked, ...]:
    """Every question about a text, oldest first."""
    remarks = remarks_of(reading(), [revision.id])
    posts = post_views(reading(), {one for remark in remarks for one in (remark.asked_by, remark.answered_by) if one})
    return tuple(_asked(remark, posts) for remark in remarks)


def _asked(remark: RemarkView, posts: Mapping[UUID, PostView]) -> Asked:
    part, _dot, language = remark.part.partition(".")
    return Asked(
        id=remark.id,
        part=remark.part,
        anchor="" if language else _FIELDS.get(part, part),
        text=remark.text,
        asked=_who_and_when(posts, remark.asked_by, remark.asked_at),
        answer=remark.answer,
        answered=_who_and_when(posts, remark.answered_by, remark.answered_at),
    )


def asked_facts(practice: Practice) -> list[tuple[datetime, str]]:
    """For the history: that a question was asked or answered, not what."""
    remarks = remarks_of(reading(), [revision.id for revision in practice.revisions])
    posts = post_views(reading(), {one for remark in remarks for one in (remark.asked_by, remark.answered_by) if one})
    numbers = {revision.id: revision.number for revision in practice.revisions}
    facts = []
    for remark in remarks:
        number, asker = numbers[remark.revision_id], _post(posts, remark.asked_by)
        facts.append((remark.asked_at, _("%(post)s asked about version %(number)s", post=asker, number=number)))
        if remark.answered_at:
            said = _("%(post)s answered", post=_post(posts, remark.answered_by))
            facts.append((remark.answered_at, said))
    return facts


def typed_questions() -> dict[str, str]:
    """What the officer asked, by field."""
    return {
        name.removeprefix(ASK): text for name, text in request.form.items() if name.startswith(ASK) and text.strip()
    }


def typed_answers() -> dict[UUID, str]:
    """What the author answered, by question; a name that is no id is nobody's."""
    found = {}
    for name, text in request.form.items():
        if not name.startswith(ANSWER):
            continue
        try:
            found[UUID(name.removeprefix(ANSWER))] = text
        except ValueError:
            continue
    return found


def who_has_it(practice: Practice, revision: Revision) -> tuple[Step, ...]:
    """The stages of a text, each with the post that has it and since when."""
    stages = _stages(practice, revision)
    at = stages.index(Stage.DRAFT if revision.stage is Stage.SENT_BACK else revision.stage)
    posts = post_views(reading(), {one for one in (revision.written_by, revision.cleared_by) if one})
    return tuple(
        (
            _(_words(stage, revision)),
            _note(stage, practice, revision, posts) if number <= at else "",
            "done" if number < at or stage is revision.stage is Stage.CLEARED else "now" if number == at else "next",
        )
        for number, stage in enumerate(stages)
    )


def _stages(practice: Practice, revision: Revision) -> list[Stage]:
    """The way of a text, to its end if it has one."""
    asks_editor = revision.with_editor_at or rule_of(reading(), practice.ministry_id).asks_editor
    between = [Stage.WITH_EDITOR] if asks_editor and revision.stage is not Stage.REFUSED else []
    end = Stage.REFUSED if revision.stage is Stage.REFUSED else Stage.CLEARED
    return [Stage.DRAFT, Stage.IN_CLEARANCE, *between, end]


def _words(stage: Stage, revision: Revision) -> str:
    if stage is Stage.DRAFT and revision.stage is Stage.SENT_BACK:
        return Stage.SENT_BACK.label
    return stage.label


def _note(stage: Stage, practice: Practice, revision: Revision, posts: Mapping[UUID, PostView]) -> str:
    if stage is Stage.DRAFT:
        return _who_and_when(posts, revision.written_by, revision.saved_at)
    if stage is Stage.CLEARED:
        return _who_and_when(posts, revision.cleared_by, revision.cleared_at)
    if stage is Stage.REFUSED:
        return revision.remark or ""
    is_done = stage is Stage.IN_CLEARANCE and revision.cleared_at is not None
    if is_done:
        return _who_and_when(posts, revision.cleared_by, revision.cleared_at)
    since = revision.with_editor_at if stage is Stage.WITH_EDITOR else revision.sent_at
    return _since(", ".join(_officers(practice, revision)), since)


def _officers(practice: Practice, revision: Revision) -> list[str]:
    """The posts that may decide, each once; never those of the people who wrote or cleared the text."""
    language, hands = current_reader().language.value, revision.hands | {practice.created_by, revision.cleared_by}
    people = people_with(reading(), practice.ministry_id, Role.REVIEWER)
    return list(dict.fromkeys(one.post.text_for(language) for one in people if one.id not in hands)) or [
        _("Nobody yet")
    ]


def _who_and_when(posts: Mapping[UUID, PostView], person_id: UUID | None, at: datetime | None) -> str:
    return _since(_post(posts, person_id), at)


def _since(who: str, at: datetime | None) -> str:
    if at is None:
        return who
    reader = current_reader()
    return str(_("%(who)s, %(when)s", who=who, when=when_text(at, reader.place, reader.language.value)))


def _post(posts: Mapping[UUID, PostView], person_id: UUID | None) -> str:
    post = posts.get(person_id) if person_id else None
    return post.post.text_for(current_reader().language.value) if post else _("The exchange")
