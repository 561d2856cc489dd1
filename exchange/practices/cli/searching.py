"""`exchange search`: what a person would find, and why."""

import json
from dataclasses import asdict
from uuid import UUID

import click
from sqlalchemy.orm import Session

from exchange.accounts.queries import actor_of, person_by_email
from exchange.kernel.actor import Actor
from exchange.kernel.languages import Language
from exchange.practices.policies import audience_tokens
from exchange.practices.queries import PracticeBrief, briefs
from exchange.search.access import current_index
from exchange.search.port import DocumentKind, Hit, SearchAnswer, SearchQuery
from exchange.search.query import parse
from exchange.vocabulary.queries import bank
from exchange.web.db import reading

_LANGUAGES = click.Choice([language.value for language in Language])


@click.command("search")
@click.argument("words")
@click.option("--as", "email", help="Search as this person; otherwise as a visitor.")
@click.option("--lang", "language", type=_LANGUAGES, default="en", show_default=True, help="Language of the titles.")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option("--explain", is_flag=True, help="Show scores and how the words were understood.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def search(*, words: str, email: str | None, language: str, limit: int, explain: bool, as_json: bool) -> None:
    """Find practices by WORDS, under the same rights as on the page."""
    session = reading()
    actor = _actor(session, email)
    asked = SearchQuery(
        text=words,
        audience=audience_tokens(actor),
        limit=limit,
        concepts=bank(session).expand(parse(words).wanted_text, Language(language)),
    )
    answer = current_index().search(asked)
    cards = _cards(session, actor, answer, language)
    lines = [_line(hit, cards, explain=explain) for hit in _practices(answer) if UUID(hit.group) in cards]
    if as_json:
        click.echo(json.dumps({"total": _total(answer, cards), "hits": lines}, ensure_ascii=False))
        return
    _print(answer, lines, explain=explain)


def _actor(session: Session, email: str | None) -> Actor:
    if email is None:
        return Actor.nobody()
    person = person_by_email(session, email)
    if person is None:
        message = f"{email} has no open account."
        raise click.ClickException(message)
    return actor_of(session, person.id)


def _practices(answer: SearchAnswer) -> list[Hit]:
    return [hit for hit in (*answer.hits, *answer.other_languages) if hit.kind is DocumentKind.PRACTICE]


def _total(answer: SearchAnswer, cards: dict[UUID, PracticeBrief]) -> int:
    """All groups found, without those of this page that the database no longer shows to this person."""
    hidden = {UUID(hit.group) for hit in _practices(answer)} - cards.keys()
    return answer.total + answer.other_total - len(hidden)


def _cards(session: Session, actor: Actor, answer: SearchAnswer, language: str) -> dict[UUID, PracticeBrief]:
    """The right is asked of the database again for each hit (trust.md I5)."""
    ids = [UUID(hit.group) for hit in _practices(answer)]
    return briefs(session, actor=actor, ids=ids, language=language)


def _line(hit: Hit, cards: dict[UUID, PracticeBrief], *, explain: bool) -> dict[str, object]:
    card = cards[UUID(hit.group)]
    line: dict[str, object] = {
        "slug": card.slug,
        "title": card.title,
        "language": hit.language.value,
        "through": hit.reason.label if hit.reason else None,
    }
    return line | (
        {"score": round(hit.score, 3), "matched": [sorted(terms) for terms in hit.matched]} if explain else {}
    )


def _print(answer: SearchAnswer, lines: list[dict[str, object]], *, explain: bool) -> None:
    for line in lines:
        click.echo("\t".join(str(value) for value in line.values() if value is not None))
    if explain:
        click.echo(f"understood: {json.dumps(asdict(answer.explained), ensure_ascii=False)}")
    if not lines:
        click.echo("Nothing was found.")
